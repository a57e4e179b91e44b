#include "changes/names.hpp"
#include "changes/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::changes {
namespace {

using dsl::ExpectPlan;
using dsl::Plan;
using dsl::TestPlan;

std::string number_text(const Setting& setting, const ChannelDef* def) {
  using Kind = SettingDef::Kind;
  const auto kind_of = [&] {
    const auto at = std::ranges::find(def->settings, setting.name, &SettingDef::name);
    return at == def->settings.end() ? Kind::number : at->kind;
  };
  switch (def ? kind_of() : Kind::number) {
    case Kind::boolean: return setting.number == 0 ? "false" : "true";
    case Kind::duration: return format_duration(Duration(std::llround(setting.number)));
    default: return fmt::format("{:.12g}", setting.number);
  }
}

// Users, passwords, paths and queries of URLs are where receivers put their secrets.
std::string without_secrets(const std::string& text) {
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const auto end = std::min(text.find_first_of("/?#", scheme + 3), text.size());
  const auto user = text.substr(0, end).rfind('@');
  const auto host = user == std::string::npos ? scheme + 3 : user + 1;
  return text.substr(0, scheme + 3) + text.substr(host, end - host) +
         (end + 1 < text.size() ? "/…" : "");
}

Facet setting_part(const Setting& setting, const ChannelDef* def) {
  Facet part{.name = setting.name, .value = "", .aspect = Aspect::delivery, .secret = true};
  if (setting.from_environment) {
    part.value = fmt::format("env({})", quoted(setting.texts.at(0)));
  } else if (setting.texts.empty()) {
    part.value = number_text(setting, def);
  } else {
    auto texts = setting.texts;
    part.value = texts.size() == 1 ? quoted(texts[0]) : quoted(texts);
    std::ranges::transform(texts, texts.begin(), without_secrets);
    part.shown = texts.size() == 1 ? quoted(texts[0]) : quoted(texts);
  }
  return part;
}

std::string generator_text(const dsl::Generator& value) {
  return fmt::format("{} {} [{}]", static_cast<int>(value.kind), quoted(value.texts),
                     fmt::join(value.numbers, " "));
}

std::string send_text(const Plan& plan, const dsl::SendPlan& send) {
  const auto& model = plan.models[send.model];
  auto text = fmt::format("{} events to {} from {} over {}:", send.count, name_of(model),
                          format_utc(send.from), format_duration(send.over));
  std::vector<std::string> record;
  for (const auto& assign : send.record)
    record.push_back(fmt::format("{} = {} after {}", model.schema.fields[assign.field].name,
                                 generator_text(assign.value),
                                 assign.after ? format_duration(*assign.after) : "nothing"));
  std::ranges::sort(record);
  return fmt::format("{} {}", text, fmt::join(record, "; "));
}

std::string feed_text(const Plan& plan, const dsl::FeedPlan& feed) {
  return fmt::format("{} to {} from {} over {}", generator_text(feed.value),
                     name_of(plan, plan.monitors[feed.monitor]), format_utc(feed.from),
                     format_duration(feed.over));
}

std::string time_text(const std::optional<Instant>& time) { return time ? format_utc(*time) : ""; }

std::string expect_text(const Plan& plan, const ExpectPlan& expect, const IsCommon& is_common) {
  std::vector<std::string> monitors;
  for (const auto index : expect.monitors)
    if (auto name = name_of(plan, plan.monitors[index]);
        expect.monitors.size() == 1 || is_common(name))
      monitors.push_back(std::move(name));
  std::ranges::sort(monitors);
  const bool to_channel = expect.kind == ExpectPlan::Kind::no_message ||
                          expect.kind == ExpectPlan::Kind::notified ||
                          expect.kind == ExpectPlan::Kind::digest;
  return fmt::format(
      "{} of {} where {} severity {} channel {} held by {} value {} {} within {} at {} {}..{}",
      static_cast<int>(expect.kind), fmt::join(monitors, ","), tocsin::to_text(expect.where),
      expect.severity < 0 ? "" : severity_name(plan, expect.severity),
      to_channel ? plan.channels[expect.channel].name : "", expect.held_by,
      static_cast<int>(expect.compare), expect.value, expect.within, time_text(expect.at),
      time_text(expect.from), time_text(expect.to));
}

std::string monitors_text(const Plan& plan, const std::vector<std::size_t>& monitors,
                          const IsCommon& is_common) {
  std::vector<std::string> names;
  for (const auto index : monitors)
    if (auto name = name_of(plan, plan.monitors[index]); is_common(name))
      names.push_back(std::move(name));
  std::ranges::sort(names);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string references_text(const Plan& plan, const TestPlan& test) {
  std::vector<std::string> each;
  for (const auto& [key, file] : test.references) {
    const auto& model = plan.models[key.first];
    each.push_back(fmt::format("{}.{} from {}", name_of(model), model.references[key.second].name,
                               quoted(file)));
  }
  std::ranges::sort(each);
  return fmt::format("{}", fmt::join(each, ", "));
}

}  // namespace

Facets parts_of(const ChannelConfig& channel, const ChannelDef* def) {
  Facets parts{{"type", channel.kind, Aspect::delivery}};
  for (const auto& setting : channel.settings) parts.push_back(setting_part(setting, def));
  return parts;
}

Facets project_parts(const Plan& plan) {
  const auto& incident = plan.incident;
  return {
      {"severities", fmt::format("{}", fmt::join(plan.severities.names, " < ")), Aspect::delivery},
      {"default severity", severity_name(plan, plan.severities.default_rank), Aspect::delivery},
      {"incident from", severity_name(plan, incident.from), Aspect::delivery},
      {"incident by", fmt::format("{}", fmt::join(incident.by, ", ")), Aspect::delivery},
      {"incident join", format_duration(incident.join), Aspect::delivery}};
}

Facets parts_of(const Plan& plan, const TestPlan& test, const IsCommon& is_common) {
  std::string sends, expects;
  for (const auto& send : test.sends) sends += send_text(plan, send) + "\n";
  for (const auto& feed : test.feeds) sends += feed_text(plan, feed) + "\n";
  for (const auto& load : test.loads)
    sends += fmt::format("{} from {}\n", name_of(plan.models[load.model]), load.path);
  for (const auto& expect : test.expects) expects += expect_text(plan, expect, is_common) + "\n";
  return {{"clock", format_utc(test.clock), Aspect::test},
          {"end", format_utc(test.end), Aspect::test},
          {"seed", fmt::format("{}", test.seed), Aspect::test},
          {"references", references_text(plan, test), Aspect::test},
          {"ignored", monitors_text(plan, test.ignored, is_common), Aspect::test},
          {"scope", monitors_text(plan, test.scope, is_common), Aspect::test},
          {"what it sends", sends, Aspect::test, "", true},
          {"what it expects", expects, Aspect::test, "", true}};
}

}  // namespace tocsin::changes
