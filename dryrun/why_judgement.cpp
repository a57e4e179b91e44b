// The stages that judge: the sample, the rungs, the gaps.
#include "base/counted.hpp"
#include "dryrun/why_stages.hpp"
#include "dsl/value_text.hpp"
#include "engine/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::dryrun {
namespace {

using engine::RungPhase;
using engine::RungState;

std::string value_text(const WhyCase& c, double value) {
  return dsl::value_text(value, c.monitor.measure->type);
}

// The first tick at or after `t` at which the monitor is judged again.
Instant tick_from(const WhyCase& c, Instant t) {
  return engine::first_tick(c.monitor, c.plan.models[c.monitor.model],
                            std::max(t, c.now + Duration(1)));
}

std::string verdict_of(const WhyCase& c) {
  const auto& sample = c.member.last;
  if (c.member.state.last_tick == kBeginning) return "not judged yet";
  if (sample.kind == SampleKind::value) return value_text(c, sample.value);
  return sample.reason + (sample.warming_up ? ", warming up: gaps do not count yet" : "");
}

void add_need(std::vector<std::string>& details, std::string_view what, double has, double needs) {
  if (needs <= 0) return;
  details.push_back(fmt::format("needs {:.12g} {}, has {:.12g}: {}", needs, what, has,
                                has < needs ? "too few" : "enough"));
}

std::string phase_text(const WhyCase& c, const RungState& state) {
  const auto since = state.since == Instant{} ? "" : " since " + format_utc(state.since);
  switch (state.phase) {
    case RungPhase::idle: return "at rest";
    case RungPhase::pending: return "pending" + since;
    case RungPhase::firing: return "firing" + since;
    case RungPhase::clearing: return "firing, clearing" + since;
  }
  (void)c;
  return "";
}

// Of a sample with a value; what the trigger says of it.
std::string trigger_text(const WhyCase& c, const dsl::RungPlan& rung) {
  const auto& sample = c.member.last;
  auto text = "when " + rung.trigger.text;
  if (rung.trigger.confidence > 0)
    text += fmt::format(" with {:.12g}% confidence", rung.trigger.confidence * 100);
  if (sample.kind != SampleKind::value) return text + ": without a value its holds stand still";
  return fmt::format(
      "{}: {} {}", text, value_text(c, sample.value),
      rung.trigger.holds(sample.value) ? "is on the bad side" : "is on the good side");
}

void add_hold(const WhyCase& c, const dsl::RungPlan& rung, const RungState& state, Stage& stage) {
  const bool has_value = c.member.last.kind == SampleKind::value;
  const auto name = c.severity_name(rung.severity);
  if (rung.of_m > 0)
    stage.details.push_back(fmt::format("for {} of {}: held in {} of the last {} values", rung.of_n,
                                        rung.of_m, std::ranges::count(state.held, true),
                                        state.held.size()));
  else if (rung.hold.count() > 0)
    stage.details.push_back("for " + format_duration(rung.hold));
  if (state.phase == RungPhase::pending && has_value) {
    stage.acts = tick_from(c, state.since + rung.hold);
    stage.action = name + " fires";
  }
  if (!state.is_active()) return;
  const auto until = rung.until_clear ? std::string("clear") : rung.until.text;
  stage.details.push_back(
      "until " + until +
      (rung.clear_hold.count() > 0 ? " for " + format_duration(rung.clear_hold) : ""));
  if (state.phase != RungPhase::clearing || !has_value) return;
  stage.acts = tick_from(c, state.since + rung.clear_hold);
  stage.action = name + " ends";
}

void add_gap(const WhyCase& c, const dsl::GapPlan& gap, std::string_view name, bool fires,
             bool is_now, Instant since, std::vector<Stage>& stages) {
  if (gap.policy == dsl::GapPolicy::keep) return;
  Stage stage{.name = std::string(name)};
  if (gap.policy == dsl::GapPolicy::ok) {
    stage.verdict = is_now ? "all rungs rest" : "does not act: there is a sample";
    stages.push_back(std::move(stage));
    return;
  }
  stage.verdict = fires ? "firing" : is_now ? "its clock runs" : "at rest";
  stage.details.push_back(
      fmt::format("{} after {}", c.severity_name(gap.severity), format_duration(gap.after)));
  if (since != kBeginning) stage.details.push_back("its clock counts from " + format_utc(since));
  if (is_now && !fires && since != kBeginning && !c.member.last.warming_up) {
    stage.acts = tick_from(c, since + gap.after);
    stage.action = fmt::format("{} fires by {}", c.severity_name(gap.severity), name);
  }
  stages.push_back(std::move(stage));
}

}  // namespace

void add_sample(const WhyCase& c, std::vector<Stage>& stages) {
  const auto& sample = c.member.last;
  const auto& needs = c.monitor.needs;
  Stage stage{.name = "sample", .verdict = verdict_of(c)};
  auto& details = stage.details;
  details.push_back(c.monitor.measure_text);
  if (sample.to != Instant{} && sample.from != kBeginning)
    details.push_back(
        fmt::format("judged {} to {}", format_utc(sample.from), format_utc(sample.to)));
  details.push_back(counted(sample.n, "event"));
  if (sample.label_measure)
    details.push_back(fmt::format("{} with a label, {} positive", sample.labels, sample.positives));
  if (!std::isnan(sample.low))
    details.push_back(fmt::format("95% interval {} to {}", value_text(c, sample.low),
                                  value_text(c, sample.high)));
  if (!c.member.state.last_event.time_since_epoch().count() ||
      c.member.state.last_event != kBeginning)
    details.push_back("last event " + format_utc(c.member.state.last_event));
  const auto number = [](std::uint64_t n) { return static_cast<double>(n); };
  add_need(details, "events", number(sample.n), number(needs.events));
  add_need(details, "labels", number(sample.labels), number(needs.labels));
  add_need(details, "positives", number(sample.positives), number(needs.positives));
  const double labelled = sample.n == 0 ? 0 : number(sample.labels) / number(sample.n);
  add_need(details, "% labelled", labelled * 100, needs.labelled * 100);
  stages.push_back(std::move(stage));
}

void add_rungs(const WhyCase& c, std::vector<Stage>& stages) {
  const auto& state = c.member.state;
  for (std::size_t i = c.monitor.rungs.size(); i-- > 0;) {
    const auto& rung = c.monitor.rungs[i];
    Stage stage{.name = c.severity_name(rung.severity)};
    if (i >= state.rungs.size()) {
      stage.verdict = "not judged yet";
    } else {
      stage.verdict = phase_text(c, state.rungs[i]);
      stage.details.push_back(trigger_text(c, rung));
      add_hold(c, rung, state.rungs[i], stage);
    }
    stages.push_back(std::move(stage));
  }
  if (c.monitor.paused_until && c.now < *c.monitor.paused_until)
    stages.push_back({.name = "paused",
                      .verdict = "rungs rest until " + format_utc(*c.monitor.paused_until),
                      .details = {},
                      .acts = tick_from(c, *c.monitor.paused_until),
                      .action = "rungs are judged again"});
}

void add_gaps(const WhyCase& c, std::vector<Stage>& stages) {
  const auto& state = c.member.state;
  const auto kind = c.member.last.kind;
  const bool acts = c.monitor.no_data.written || c.member.named;
  if (acts)
    add_gap(c, c.monitor.no_data, "no data", state.no_data, kind == SampleKind::empty,
            std::max(state.last_event, c.member.known), stages);
  add_gap(c, c.monitor.too_few, "too few", state.too_few, kind == SampleKind::few, state.few_since,
          stages);
}

}  // namespace tocsin::dryrun
