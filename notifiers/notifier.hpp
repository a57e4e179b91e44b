// Where messages go: what every notifier promises, and how one is made from a channel of the rules.
#pragma once

#include "base/alert.hpp"
#include "base/channel.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

class Threads;

enum class Delivery : std::uint8_t { delivered, retry, rejected };
std::string_view to_text(Delivery delivery);  // "delivered", "retry", "rejected"

// What the receiver said to one attempt.
struct Receipt {
  Delivery delivery = Delivery::delivered;
  int status = 0;      // HTTP status or SMTP reply code; 0 where there is none
  std::string detail;  // first KiB of the reply in one line, each secret replaced by its variable
  std::optional<Duration> retry_after{};  // the receiver wants the next attempt no sooner
  std::string receiver_id{};              // how the receiver knows the message; may be empty
  bool setup_broken = false;           // refused for how the channel is set up: a person must act
  bool taken_by_some = false;          // of a retry: some recipients have it already
  std::vector<std::string> owed{};     // of a retry: the recipients to try again; empty: the same
  std::vector<std::string> refused{};  // recipients that will never get it
};

class Notifier {
 public:
  virtual ~Notifier() = default;

  // An error means that the receiver did not answer; it never holds a secret.
  Result<Receipt> send(const Message& message) const { return send_to(message, {}); }

  // A later attempt: only for the recipients that an earlier receipt left owed; empty: for all.
  virtual Result<Receipt> send_to(const Message& message,
                                  const std::vector<std::string>& recipients) const = 0;

  // What send() would hand over, with env(NAME) in the place of secrets. Says the same in every
  // run: the time and the signature of an attempt are only named.
  virtual std::string preview(const Message& message) const = 0;

  // The least time between two messages that the receiver's limits ask for.
  virtual Duration spacing() const { return Duration{0}; }
  // How many messages of different threads may be under way at one time.
  virtual std::size_t at_once() const { return 1; }

  // Whether the receiver keeps an alert open until it is told of the end.
  virtual bool keeps_alerts() const { return false; }
};

// All that a notifier takes from outside. Its functions must outlive the notifier.
struct Environment {
  std::function<std::optional<std::string>(std::string_view name)> variable;
  std::function<Instant()> now;
  std::ostream* console = nullptr;  // where the channel kind `console` writes
  // Of earlier messages; null: each channel begins without and keeps its own.
  std::shared_ptr<Threads> threads{};
};
Environment process_environment();  // of this process: its variables, clock and standard output

// All kinds of channels, by name. The checker, `explain` and the reference page read this list.
std::vector<ChannelDef> catalogue();

// What is wrong with a setting whose value the rules spell out, "expected ..., found ..."; empty:
// nothing that can be known before the program starts.
std::string setting_fault(std::string_view kind, const Setting& setting);

// Reads the variables that the channel names. An error names channel, setting and variable, and
// what would have been right; never a value.
Result<std::unique_ptr<Notifier>> make_notifier(const ChannelConfig& config,
                                                const Environment& environment);

// For showing messages only: needs no variable to be set, and its send() is an error.
Result<std::unique_ptr<Notifier>> make_previewer(const ChannelConfig& config);

}  // namespace tocsin::notifiers
