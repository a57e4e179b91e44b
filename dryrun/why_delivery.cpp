// The stages between an alert and its receivers.
#include "dryrun/why_stages.hpp"
#include "dsl/selector.hpp"
#include "engine/flapping.hpp"
#include "engine/mute_clock.hpp"
#include "engine/router.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace tocsin::dryrun {
namespace {

int severity_of(const WhyCase& c) { return c.member.state.severity; }

engine::AlertFacts facts_of(const WhyCase& c, int severity) {
  return {c.plan, c.monitor, c.member.labels, severity, c.member.state.reason};
}

bool names(const std::vector<std::size_t>& monitors, std::size_t monitor) {
  return std::ranges::count(monitors, monitor) > 0;
}

std::vector<HoldCause> causes_of(const WhyCase& c, HoldKind kind) {
  std::vector<HoldCause> found;
  const auto& firing = c.engine.holding().firing();
  const auto at = firing.find({c.number, c.segment});
  if (at == firing.end()) return found;
  for (const auto& held : at->second.held)
    if (held.cause.kind == kind) found.push_back(held.cause);
  return found;
}

// What holds the alert back, or how many rules could, and what turns them over next.
Stage stage_of(const WhyCase& c, HoldKind kind, std::size_t rules) {
  Stage stage{.name = std::string(to_text(kind))};
  const auto causes = causes_of(c, kind);
  for (const auto& cause : causes) {
    stage.details.push_back(text_of(cause));
    if (cause.until && (!stage.acts || *cause.until < *stage.acts)) stage.acts = cause.until;
  }
  if (stage.acts) stage.action = fmt::format("the {} ends", to_text(kind));
  if (!causes.empty())
    stage.verdict = "held back";
  else if (rules == 0)
    stage.verdict = "none concerns this monitor";
  else
    stage.verdict = fmt::format("passes: {} of {} that concern this monitor {}", 0, rules,
                                rules == 1 ? "acts" : "act");
  return stage;
}

std::string monitor_name(const WhyCase& c, std::size_t monitor) {
  const auto& m = c.plan.monitors[monitor];
  return name_of({m.package, c.plan.models[m.model].schema.model, m.name, ""});
}

// Why a suppression does not act on this alert.
std::string idle_text(const WhyCase& c, const dsl::SuppressPlan& rule) {
  std::vector<std::string> sources;
  bool any = false;
  for (const auto source : rule.sources) {
    if (source == c.number) continue;
    sources.push_back(monitor_name(c, source));
    for (const auto& [ref, firing] : c.engine.holding().firing()) any |= ref.monitor == source;
  }
  const auto list = fmt::format("{}", fmt::join(sources, ", "));
  if (sources.empty()) return "a monitor never holds itself back";
  if (!any) return list + " does not fire";
  return list + " fires, and not with the segment and the severity that it takes";
}

void add_suppression(const WhyCase& c, std::vector<Stage>& stages) {
  std::size_t rules = 0;
  std::vector<std::string> idle;
  const auto causes = causes_of(c, HoldKind::suppression);
  for (std::size_t i = 0; i < c.plan.suppressions.size(); ++i) {
    const auto& rule = c.plan.suppressions[i];
    if (!names(rule.monitors, c.number)) continue;
    ++rules;
    if (std::ranges::count(causes, i, &HoldCause::rule) == 0) idle.push_back(idle_text(c, rule));
  }
  auto stage = stage_of(c, HoldKind::suppression, rules);
  stage.details.insert(stage.details.end(), idle.begin(), idle.end());
  stages.push_back(std::move(stage));
}

void add_silence(const WhyCase& c, std::vector<Stage>& stages) {
  std::size_t rules = 0;
  std::optional<Instant> begins;
  const auto add = [&](Instant from, Instant to) {
    if (to <= c.now) return;
    ++rules;
    if (from > c.now) begins = begins ? std::min(*begins, from) : from;
  };
  for (const auto& silence : c.plan.silences)
    if (names(silence.monitors, c.number)) add(silence.from, silence.to);
  for (const auto* silence : c.engine.holding().silences_of(c.number))
    add(silence->from, silence->to);
  auto stage = stage_of(c, HoldKind::silence, rules);
  if (!stage.acts && begins) {
    stage.acts = begins;
    stage.action = "a silence begins";
  }
  stages.push_back(std::move(stage));
}

void add_mute(const WhyCase& c, std::vector<Stage>& stages) {
  std::size_t rules = 0;
  std::optional<Instant> begins;
  std::vector<std::string> idle;
  for (const auto& mute : c.plan.mutes) {
    if (!names(mute.monitors, c.number)) continue;
    ++rules;
    const bool is_now = engine::covers(mute, c.now);
    if (is_now && severity_of(c) > mute.up_to)
      idle.push_back(fmt::format("mute {} holds only up to {}", mute.name,
                                 mute.up_to < 0 ? "nothing" : c.severity_name(mute.up_to)));
    const Instant next = is_now ? kForever : engine::next_change(mute, c.now);
    if (next != kForever) begins = begins ? std::min(*begins, next) : next;
  }
  auto stage = stage_of(c, HoldKind::mute, rules);
  stage.details.insert(stage.details.end(), idle.begin(), idle.end());
  if (!stage.acts && begins) {
    stage.acts = begins;
    stage.action = "a mute begins";
  }
  stages.push_back(std::move(stage));
}

std::string channels_of(const WhyCase& c, const dsl::RoutePlan& route) {
  std::vector<std::string> texts;
  for (const auto channel : route.channels) texts.push_back(c.plan.channels[channel].name);
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string severities_of(const WhyCase& c, const dsl::RoutePlan& route) {
  std::vector<std::string> texts;
  for (const int severity : route.severities) texts.push_back(c.severity_name(severity));
  return fmt::format("{}", fmt::join(texts, ", "));
}

// Why a route does not bring the alert, as the first thing that speaks against it.
std::string against(const WhyCase& c, std::size_t number, int severity,
                    const std::vector<std::size_t>& taken) {
  const auto& route = c.plan.routes[number];
  if (std::ranges::count(taken, number) > 0) return "";
  if (std::ranges::count(route.severities, severity) == 0) return "of other severities";
  if (!engine::is_for_folder(route, c.monitor)) return "of another folder";
  if (!engine::matches(route.where, facts_of(c, severity))) return "its `where` is not met";
  return "a `route only` takes its place";
}

}  // namespace

void add_holds(const WhyCase& c, std::vector<Stage>& stages) {
  if (c.monitor.trial_until) {
    auto stage = stage_of(c, HoldKind::trial, 1);
    const bool is_on = c.now < *c.monitor.trial_until;
    if (stage.verdict != "held back") stage.verdict = is_on ? "on, and nothing fires" : "over";
    if (is_on && !stage.acts) {
      stage.acts = c.monitor.trial_until;
      stage.action = "the trial ends";
    }
    stages.push_back(std::move(stage));
  }
  add_suppression(c, stages);
  add_silence(c, stages);
  add_mute(c, stages);
}

// Of an alert that does not fire: where its highest severity would go.
void add_routes(const WhyCase& c, std::vector<Stage>& stages) {
  const bool fires = severity_of(c) >= 0;
  int severity = severity_of(c);
  for (const auto& rung : c.monitor.rungs)
    if (!fires) severity = std::max(severity, rung.severity);
  Stage stage{.name = "routes"};
  if (severity < 0) return;
  const auto taken = engine::routes_of(facts_of(c, severity));
  std::set<std::string> reached;
  for (std::size_t i = 0; i < c.plan.routes.size(); ++i) {
    const auto& route = c.plan.routes[i];
    const auto why_not = against(c, i, severity, taken);
    if (why_not.empty())
      for (const auto channel : route.channels) reached.insert(c.plan.channels[channel].name);
    stage.details.push_back(fmt::format("route {} to {}: {}", severities_of(c, route),
                                        channels_of(c, route),
                                        why_not.empty() ? "matches" : why_not));
  }
  const auto name = c.severity_name(severity);
  stage.verdict = reached.empty() ? fmt::format("no route takes {}", name)
                                  : fmt::format("{} {} to {}", name, fires ? "goes" : "would go",
                                                fmt::join(reached, ", "));
  stages.push_back(std::move(stage));
}

// In percent of twenty samples, as LANGUAGE 5.6 weighs them.
void add_flapping(const WhyCase& c, std::vector<Stage>& stages) {
  const auto& flapping = c.member.state.flapping;
  if (flapping.changes == 0 && !flapping.is_on) return;
  const auto share = engine::change_weight(flapping.changes) / 20;
  Stage stage{.name = "flapping"};
  if (flapping.is_on) {
    stage.verdict = "flaps " + engine::flapping_text(flapping);
    stage.details.push_back("changes are held until it is stable, but for a rise above all told");
  } else {
    stage.verdict = "does not flap";
  }
  stage.details.push_back(
      fmt::format("{}% of the last 20 samples, the newest weighing most, changed the severity; it "
                  "flaps above 30% and stops below 25%",
                  share));
  stages.push_back(std::move(stage));
}

void add_escalations(const WhyCase& c, std::vector<Stage>& stages) {
  for (const auto& step : c.engine.escalations_of({c.number, c.segment})) {
    Stage stage{.name = "escalation to " + c.plan.channels[step.channel].name};
    if (step.is_done)
      stage.verdict = "was told, since nobody had answered";
    else if (!step.waits)
      stage.verdict = "stopped: it was answered, is held back or is in no incident";
    else if (!step.at)
      stage.verdict = "its clock starts with the first message of the route";
    else
      stage.verdict = "waits for an answer";
    stage.details.push_back("after " + format_duration(step.after));
    stage.acts = step.at;
    stage.action = "the channel is told too";
    stages.push_back(std::move(stage));
  }
}

void add_digests(const WhyCase& c, std::vector<Stage>& stages) {
  for (const auto& known : c.engine.digests_of({c.number, c.segment})) {
    Stage stage{.name = "digest to " + c.plan.channels[known.channel].name};
    if (known.due)
      stage.verdict = "waits for the digest";
    else
      stage.verdict = known.is_alive ? "nothing new since the last digest" : "its end was told";
    stage.acts = known.due;
    stage.action = "the digest leaves";
    stages.push_back(std::move(stage));
  }
}

void add_receivers(const WhyCase& c, std::vector<Stage>& stages) {
  for (const auto& known : c.engine.known_to({c.number, c.segment})) {
    Stage stage{.name = "to " + c.plan.channels[known.channel].name};
    if (!known.is_alive)
      stage.verdict = "its end is to be told";
    else if (known.told < 0)
      stage.verdict = "not told yet";
    else
      stage.verdict = "told " + c.severity_name(known.told);
    stage.details.push_back("in group " + known.group);
    if (known.is_storm)
      stage.details.push_back(
          fmt::format("more than {} alerts for the channel at one tick are one "
                      "message",
                      kMostAlertsAtOnce));
    if (known.last_sent != kBeginning)
      stage.details.push_back("last message of the group " + format_utc(known.last_sent));
    if (known.repeat) stage.details.push_back("repeat " + format_duration(*known.repeat));
    if (known.due) {
      stage.acts = known.due;
      stage.action = known.has_news ? "a message of the group leaves" : "the group is repeated";
    }
    stages.push_back(std::move(stage));
  }
}

}  // namespace tocsin::dryrun
