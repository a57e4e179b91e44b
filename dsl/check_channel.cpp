// Channels: their settings against what their kind takes.
#include "base/spelling.hpp"
#include "dsl/check_delivery.hpp"
#include "dsl/check_row.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tocsin::dsl {
namespace {

using Kind = SettingDef::Kind;

std::string_view expected(Kind kind) {
  switch (kind) {
    case Kind::text: return "a text";
    case Kind::texts: return "a list of texts";
    case Kind::number: return "a number";
    case Kind::boolean: return "`true` or `false`";
    case Kind::duration: return "a duration";
  }
  return "";
}

bool is_environment(const ast::Expr& expr) {
  return expr.op == ast::Op::call && expr.path.parts.size() == 1 &&
         expr.path.parts[0].text == "env";
}

// `env("NAME")`: the name, or nothing for any other expression.
const std::string* environment_name(const ast::Expr& expr) {
  if (!is_environment(expr) || expr.args.size() != 1 || expr.args[0].name || !expr.args[0].value)
    return nullptr;
  const auto& name = *expr.args[0].value;
  return name.op == ast::Op::text && !name.text.empty() ? &name.text : nullptr;
}

void no_variable(Checking& c, const ast::Expr& call) {
  const auto begin = call.path.span.end;
  c.diagnostics.error(
      "T2112", {call.span.file, begin, call.span.end},
      fmt::format("`env` expects the name of a variable, such as `env(\"URL\")`, found `{}`",
                  on_one_line(c.sources, {call.span.file, begin, call.span.end})));
}

void unfit(Checking& c, const ast::Setting& setting, Kind kind, std::string_view found) {
  c.diagnostics.error(
      "T2112", setting.value->span,
      fmt::format("`{}` expects {}, found {}", setting.name.text, expected(kind), found));
}

// The texts of `[...]`, of a `let` that is one, or of a single text.
bool read_texts(Checking& c, Package& package, const ast::Setting& setting, Setting& out) {
  RowChecker checker(c, {&package, nullptr, nullptr}, setting.name.text);
  if (setting.value->op == ast::Op::text) {
    out.texts = {setting.value->text};
    return true;
  }
  auto members = checker.members(*setting.value, simple(TypeKind::text), "");
  if (!members) return false;
  out.texts = std::move(members->texts);
  if (!out.texts.empty()) return true;
  unfit(c, setting, Kind::texts, "an empty list");
  return false;
}

bool read_value(Checking& c, Package& package, const ast::Setting& setting, Kind kind,
                Setting& out) {
  if (kind == Kind::texts) return read_texts(c, package, setting, out);
  if (setting.value->op == ast::Op::set) {
    unfit(c, setting, kind, "a list");
    return false;
  }
  const auto value =
      RowChecker(c, {&package, nullptr, nullptr}, setting.name.text).constant(*setting.value);
  if (!value) return false;
  const auto& type = value->type;
  const bool fits = kind == Kind::text       ? type.is(TypeKind::text)
                    : kind == Kind::boolean  ? type.is(TypeKind::boolean)
                    : kind == Kind::duration ? type.is(TypeKind::duration)
                                             : type.is(TypeKind::number) && type.unit.empty();
  if (!fits) {
    unfit(c, setting, kind, describe(type));
    return false;
  }
  if (kind == Kind::text)
    out.texts = {value->text};
  else
    out.number = value->number;
  return true;
}

std::string fault_of(const Checking& c, const ChannelConfig& config, const Setting& setting) {
  return c.options.setting_fault ? c.options.setting_fault(config.kind, setting) : "";
}

void read_setting(Checking& c, Package& package, const ast::Setting& setting, const SettingDef& def,
                  ChannelConfig& config) {
  Setting out;
  out.name = setting.name.text;
  if (const auto* variable = environment_name(*setting.value)) {
    out.texts = {*variable};
    out.from_environment = true;
    if (def.kind != Kind::text && def.kind != Kind::texts)
      return unfit(c, setting, def.kind, "a text");
  } else if (is_environment(*setting.value)) {
    return no_variable(c, *setting.value);
  } else if (def.secret) {
    auto& d = c.diagnostics.error("T5106", setting.value->span,
                                  "a secret must come from `env(...)`, not from the file");
    d.notes.push_back(
        fmt::format("write `{} env(\"NAME\")` and set the variable where tocsin runs", def.name));
    return;
  } else if (!read_value(c, package, setting, def.kind, out)) {
    return;
  } else if (const auto fault = fault_of(c, config, out); !fault.empty()) {
    c.diagnostics.error("T5117", setting.value->span,
                        fmt::format("`{}` of channel `{}`: {}", def.name, config.name, fault));
  }
  config.settings.push_back(std::move(out));
}

void unknown_kind(Checking& c, const ast::Name& kind) {
  std::vector<std::string_view> known;
  for (const auto& def : c.catalogue.channels) known.push_back(def.name);
  std::ranges::sort(known);
  auto& d = c.diagnostics.error(
      "T5104", kind.span,
      fmt::format("channel type `{}` is unknown; known: {}", kind.text, listed(known)));
  if (const auto near = nearest(kind.text, known))
    d.fix = Fix{"use the known type", {{kind.span, std::string(*near)}}};
}

// The setting that was probably meant, so that it is not called missing too.
std::optional<std::string_view> unknown_setting(Checking& c, const ast::Name& name,
                                                const ChannelDef& def) {
  std::vector<std::string_view> known;
  for (const auto& setting : def.settings) known.push_back(setting.name);
  auto& d =
      c.diagnostics.error("T2113", name.span,
                          fmt::format("`{}` has no argument named `{}`; it takes {}", def.name,
                                      name.text, known.empty() ? "none" : listed(known)));
  const auto near = nearest(name.text, known);
  if (near) d.fix = Fix{"use the known setting", {{name.span, std::string(*near)}}};
  return near;
}

// What was written, by name; with the settings that were probably meant.
std::map<std::string_view, Span> read_settings(Checking& c, const ast::Channel& channel,
                                               const ChannelDef& def, ChannelConfig& config) {
  std::map<std::string_view, Span> seen;
  for (const auto& setting : channel.settings) {
    const auto& name = setting.name;
    const auto known = std::ranges::find(def.settings, name.text, &SettingDef::name);
    if (known == def.settings.end()) {
      if (const auto meant = unknown_setting(c, name, def)) seen.emplace(*meant, name.span);
    } else if (const auto [at, added] = seen.emplace(name.text, name.span); !added) {
      twice(c, name.text, name.span, at->second, "channel");
    } else {
      read_setting(c, c.package(channel.name.span), setting, *known, config);
    }
  }
  return seen;
}

// The summary of a setting stands alone elsewhere, with a capital and a full stop.
std::string as_note(const SettingDef& setting) {
  std::string text(setting.summary);
  if (text.ends_with('.')) text.pop_back();
  const bool is_word = text.size() > 1 && text[1] >= 'a' && text[1] <= 'z';
  if (is_word) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return fmt::format("`{}`: {}", setting.name, text);
}

// Defaults are filled in where the channel is made: the Plan holds what was written.
void check_required(Checking& c, const ast::Channel& channel, const ChannelDef& def,
                    const std::map<std::string_view, Span>& written) {
  for (const auto& setting : def.settings) {
    if (written.contains(setting.name) || !setting.required || channel.broken) continue;
    auto& d = c.diagnostics.error(
        "T5105", channel.name.span,
        fmt::format("channel `{}` lacks setting `{}`", channel.name.text, setting.name));
    d.notes.push_back(as_note(setting));
  }
}

}  // namespace

void check_channel(Checking& c, std::size_t index, const ast::Channel& channel) {
  auto& config = c.plan.channels[index];
  config.name = channel.name.text;
  config.kind = channel.kind.text;
  const auto* def = c.catalogue.channel(channel.kind.text);
  if (!def) return unknown_kind(c, channel.kind);
  const auto written = read_settings(c, channel, *def, config);
  check_required(c, channel, *def, written);
}

}  // namespace tocsin::dsl
