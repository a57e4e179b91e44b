#include "notifiers/settings.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace tocsin::notifiers {
namespace {

using Kind = SettingDef::Kind;

constexpr std::size_t kShortestSecret = 4;  // replacing less would garble the text and hide nothing

bool is_text(Kind kind) { return kind == Kind::text || kind == Kind::texts; }

std::string_view wanted(Kind kind) {
  switch (kind) {
    case Kind::text: return "a text in quotes";
    case Kind::texts: return "a list of texts such as [\"a\", \"b\"]";
    case Kind::number: return "a number";
    case Kind::boolean: return "true or false";
    case Kind::duration: return "a duration such as 15s";
  }
  return "a value";
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string quoted_names(const std::vector<SettingDef>& defs) {
  std::string out;
  for (const auto& def : defs) out += (out.empty() ? "`" : ", `") + std::string(def.name) + "`";
  return out.empty() ? "none" : out;
}

Result<Value> from_variable(const std::string& name, const Environment* environment) {
  if (environment == nullptr) return Value{{}, name, false};
  const auto value = environment->variable(name);
  if (!value) return fail("the environment variable {} is not set", name);
  if (value->empty()) return fail("the environment variable {} is empty", name);
  if (has_control(*value)) {
    return fail("the environment variable {} has a line end or another control character in it",
                name);
  }
  return Value{*value, name, true};
}

// "a, b" of a variable becomes two texts.
std::vector<Value> split(const Value& list) {
  std::vector<Value> out;
  std::size_t from = 0;
  while (from <= list.text.size()) {
    const auto comma = std::min(list.text.find(',', from), list.text.size());
    const auto first = list.text.find_first_not_of(' ', from);
    if (first < comma) {
      const auto last = list.text.find_last_not_of(' ', comma - 1);
      out.push_back({list.text.substr(first, last - first + 1), list.variable, true});
    }
    from = comma + 1;
  }
  return out;
}

std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

double fallback_number(const SettingDef& def) {
  if (def.kind == Kind::boolean) return def.fallback == "true" ? 1 : 0;
  if (def.kind == Kind::duration) {
    const auto duration = parse_duration(def.fallback);
    TOCSIN_CHECK(duration.has_value(), "a default duration is written as in the language");
    return static_cast<double>(duration->count());
  }
  return std::stod(std::string(def.fallback));
}

void replace_all(std::string& text, const std::string& secret, const std::string& by) {
  if (secret.size() < kShortestSecret) return;
  for (auto at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + by.size())) {
    text.replace(at, secret.size(), by);
  }
}

// What follows the host of a URL; nothing for other texts.
std::string after_host(const std::string& text) {
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return {};
  const auto slash = text.find('/', scheme + 3);
  return slash == std::string::npos ? std::string() : text.substr(slash);
}

}  // namespace

std::string redact(std::string text, const std::vector<Value>& secrets) {
  for (const auto& secret : secrets) {
    if (secret.variable.empty() || !secret.known) continue;
    replace_all(text, secret.text, secret.shown());
    replace_all(text, after_host(secret.text), secret.shown());
  }
  return text;
}

Result<net::Url> read_url(const Value& value, std::initializer_list<std::string_view> schemes) {
  const auto expected = fmt::format("expected {}://", fmt::join(schemes, ":// or "));
  auto url = net::parse_url(value.text);
  if (!url) return fail("{} and a host, found no URL", expected);
  if (std::ranges::find(schemes, url->scheme) == schemes.end()) {
    return fail("{} and a host, found {}://", expected, url->scheme);
  }
  if (url->has_user && value.variable.empty()) {
    return fail("a URL with a user in it is a secret, so the rules name a variable: env(\"NAME\")");
  }
  return url;
}

namespace {

std::string url_fault(const Setting& setting, std::initializer_list<std::string_view> schemes) {
  const auto url = read_url({setting.texts.front()}, schemes);
  return url ? "" : url.error().message;
}

}  // namespace

std::string http_url_fault(const Setting& setting) { return url_fault(setting, {"https", "http"}); }
std::string smtp_url_fault(const Setting& setting) { return url_fault(setting, {"smtp", "smtps"}); }

std::string timeout_fault(const Setting& setting) {
  return setting.number > 0 ? "" : "expected more than 0s";
}

SettingDef timeout_setting(std::string_view fallback) {
  return {.name = "timeout",
          .kind = Kind::duration,
          .summary = "How long one attempt may take.",
          .fallback = fallback};
}

SettingDef ca_setting() {
  return {.name = "ca", .summary = "A file of certificates to trust in place of the system's."};
}

Result<Settings::Entry> Settings::read_entry(const SettingDef& def, const Setting* setting,
                                             const Environment* environment) {
  Entry entry{.def = &def, .given = setting != nullptr};
  if (setting == nullptr) {
    if (def.required) return fail("is needed and not given: {}", def.summary);
    if (def.kind == Kind::text) entry.texts = {{unquoted(def.fallback)}};
    if (!is_text(def.kind) && !def.fallback.empty()) entry.number = fallback_number(def);
    return entry;
  }
  if (is_text(def.kind) != !setting->texts.empty()) return fail("expected {}", wanted(def.kind));
  if (def.kind == Kind::text && setting->texts.size() > 1)
    return fail("expected one text, found {}", setting->texts.size());
  if (def.secret && !setting->from_environment) {
    return fail("is a secret, so the rules name a variable: `{} env(\"NAME\")`", def.name);
  }
  entry.number = setting->number;
  if (!setting->from_environment) {
    for (const auto& text : setting->texts) entry.texts.push_back({text});
    return entry;
  }
  auto value = from_variable(setting->texts.front(), environment);
  if (!value) return tl::unexpected(std::move(value.error()));
  if (def.kind == Kind::texts && value->known)
    entry.texts = split(*value);
  else
    entry.texts = {std::move(*value)};
  return entry;
}

Result<Settings> Settings::read(const ChannelConfig& config, const ChannelDef& def,
                                const Environment* environment) {
  Settings out;
  out.channel_ = config.name;
  for (const auto& setting : config.settings) {
    if (std::ranges::find(def.settings, setting.name, &SettingDef::name) == def.settings.end()) {
      return fail("channel {}: a {} channel has no setting `{}`; known: {}", config.name, def.name,
                  setting.name, quoted_names(def.settings));
    }
    if (std::ranges::count(config.settings, setting.name, &Setting::name) > 1) {
      return fail("channel {}: setting `{}` is given twice", config.name, setting.name);
    }
  }
  for (const auto& setting_def : def.settings) {
    auto entry = read_entry(setting_def, config.find(setting_def.name), environment);
    if (!entry) {
      return tl::unexpected(std::move(entry.error())
                                .within("channel {}: setting `{}`", config.name, setting_def.name));
    }
    out.entries_.push_back(std::move(*entry));
  }
  return out;
}

const Settings::Entry& Settings::entry(std::string_view name) const {
  const auto found =
      std::ranges::find_if(entries_, [&](const Entry& e) { return e.def->name == name; });
  TOCSIN_CHECK(found != entries_.end(), "a notifier asks for settings that it defines");
  return *found;
}

const Value& Settings::text(std::string_view name) const { return entry(name).texts.front(); }

const std::vector<Value>& Settings::texts(std::string_view name) const { return entry(name).texts; }

bool Settings::flag(std::string_view name) const { return entry(name).number != 0; }

Duration Settings::duration(std::string_view name) const {
  return Duration(static_cast<std::int64_t>(entry(name).number));
}

bool Settings::is_given(std::string_view name) const { return entry(name).given; }

std::vector<Value> Settings::secrets() const {
  std::vector<Value> out;
  for (const auto& entry : entries_) {
    for (const auto& value : entry.texts) {
      if (!value.variable.empty()) out.push_back(value);
    }
  }
  return out;
}

std::string Settings::place(std::string_view setting) const {
  const auto& texts = entry(setting).texts;
  const std::string variable = texts.empty() ? "" : texts.front().variable;
  return fmt::format("channel {}: setting `{}`{}", channel_, setting,
                     variable.empty() ? "" : " from the environment variable " + variable);
}

}  // namespace tocsin::notifiers
