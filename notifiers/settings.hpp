// The settings of one channel, checked against the definition of its kind and ready to use.
#pragma once

#include "base/channel.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/url.hpp"
#include "notifiers/notifier.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

// A text that the rules give, or that the variable they name holds.
struct Value {
  std::string text;        // not known while only previewing; then empty
  std::string variable{};  // empty when the rules give the text itself
  bool known = true;

  bool empty() const { return known && text.empty(); }
  std::string shown() const { return variable.empty() ? text : "env(" + variable + ")"; }
};

// The URL of a setting with its scheme checked. Of a text in the rules it may not hold a password,
// for secrets are named by variables. `value` is known; the error never quotes it.
Result<net::Url> read_url(const Value& value, std::initializer_list<std::string_view> schemes);

// For NotifierDef::faults: what is wrong with a value of the rules, "expected ..., found ...".
std::string http_url_fault(const Setting& setting);
std::string smtp_url_fault(const Setting& setting);
std::string timeout_fault(const Setting& setting);

// `text` with the value of every secret replaced by env(NAME); of a URL its path and query count
// as well, because a receiver may repeat them without the host.
std::string redact(std::string text, const std::vector<Value>& secrets);

// Settings that several kinds have: how long an attempt may take, and whom TLS trusts.
SettingDef timeout_setting(std::string_view fallback);
SettingDef ca_setting();

class Settings {
 public:
  // Fails on a missing, unknown, doubled or mistyped setting, on a secret that the rules spell out,
  // and on a variable that is not set, empty or has a control character in it. Without an
  // `environment` no variable is read and their values are not known.
  static Result<Settings> read(const ChannelConfig& config, const ChannelDef& def,
                               const Environment* environment);

  // Of the kinds that the definition gives them, defaults filled in. Asking for a setting that
  // the definition does not have is a bug. An optional text without default is empty().
  const Value& text(std::string_view name) const;
  const std::vector<Value>& texts(std::string_view name) const;
  bool flag(std::string_view name) const;
  Duration duration(std::string_view name) const;

  bool is_given(std::string_view name) const;  // by the rules, not by default

  // Values that came from variables.
  std::vector<Value> secrets() const;
  const std::string& channel() const { return channel_; }

  // "channel oncall: setting `key` from variable KEY: <what is wrong>"
  template <typename... Args>
  tl::unexpected<Error> wrong(std::string_view setting, fmt::format_string<Args...> what,
                              Args&&... args) const {
    return tl::unexpected(
        Error{place(setting) + ": " + fmt::format(what, std::forward<Args>(args)...)});
  }

 private:
  struct Entry {
    const SettingDef* def = nullptr;
    bool given = false;
    std::vector<Value> texts;
    double number = 0;  // as in Setting
  };
  static Result<Entry> read_entry(const SettingDef& def, const Setting* setting,
                                  const Environment* environment);
  const Entry& entry(std::string_view name) const;
  std::string place(std::string_view setting) const;

  std::string channel_;
  std::vector<Entry> entries_;
};

}  // namespace tocsin::notifiers
