#include "dryrun/why.hpp"

#include "dryrun/why_stages.hpp"
#include "engine/schedule.hpp"

#include <fmt/format.h>

namespace tocsin::dryrun {
namespace {

std::string state_of(const WhyCase& c) {
  const auto& state = c.member.state;
  if (c.monitor.paused_until && c.now < *c.monitor.paused_until)
    return "paused until " + format_utc(*c.monitor.paused_until);
  if (state.severity >= 0)
    return fmt::format("{} since {}, {}", c.severity_name(state.severity),
                       format_utc(state.episode_since), state.reason);
  if (state.phase() == AlertPhase::pending) return "pending";
  return c.member.last.kind == SampleKind::value ? "ok" : "nothing fires";
}

Why why(const WhyCase& c) {
  Why why;
  why.alert = {c.monitor.package, c.plan.models[c.monitor.model].schema.model, c.monitor.name,
               c.segment};
  why.title = c.monitor.title;
  why.state = state_of(c);
  why.is_firing = c.member.state.severity >= 0;
  why.incident = c.engine.incident_of({c.number, c.segment});
  why.next_tick =
      engine::first_tick(c.monitor, c.plan.models[c.monitor.model], c.now + Duration(1));
  add_sample(c, why.stages);
  add_rungs(c, why.stages);
  add_gaps(c, why.stages);
  add_holds(c, why.stages);
  add_flapping(c, why.stages);
  add_routes(c, why.stages);
  add_escalations(c, why.stages);
  add_digests(c, why.stages);
  add_receivers(c, why.stages);
  return why;
}

}  // namespace

const Stage* Why::next() const {
  const Stage* first = nullptr;
  for (const auto& stage : stages)
    if (stage.acts && (first == nullptr || *stage.acts < *first->acts)) first = &stage;
  return first;
}

std::vector<Why> why(const dsl::Plan& plan, const engine::Engine& engine, std::size_t monitor,
                     Instant now) {
  std::vector<Why> all;
  for (const auto& [segment, member] : engine.watch(monitor).members())
    all.push_back(why({plan, engine, plan.monitors[monitor], monitor, segment, member, now}));
  return all;
}

}  // namespace tocsin::dryrun
