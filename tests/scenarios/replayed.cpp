#include "tests/scenarios/replayed.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace tocsin::test {

const dsl::MonitorPlan& Replayed::monitor(const std::string& name) const {
  const auto found = std::ranges::find(plan->monitors, name, &dsl::MonitorPlan::name);
  if (found == plan->monitors.end()) FAIL("the plan has no monitor " << name);
  return *found;
}

std::vector<Reading> Replayed::of(const std::string& monitor) const {
  std::vector<Reading> found;
  for (const auto& reading : readings)
    if (plan->monitors[reading.monitor].name == monitor) found.push_back(reading);
  return found;
}

std::vector<dryrun::Episode> Replayed::episodes(const std::string& monitor) const {
  std::vector<dryrun::Episode> found;
  for (const auto& episode : summary->episodes())
    if (episode.alert.monitor == monitor) found.push_back(episode);
  return found;
}

Replayed replayed(const std::shared_ptr<const dsl::Plan>& plan,
                  const dryrun::ReplayOptions& options, Readings readings) {
  Replayed result;
  auto bound = dryrun::plan_for(plan, options);
  if (!bound) FAIL(bound.error().message);
  result.plan = *bound;
  result.summary = std::make_unique<dryrun::Summary>(*result.plan);
  auto report = dryrun::replay(result.plan, options, [&](const Outcome& outcome) -> Result<void> {
    result.summary->add(outcome);
    if (readings == Readings::keep) {
      result.readings.insert(result.readings.end(), outcome.readings.begin(),
                             outcome.readings.end());
    }
    return {};
  });
  if (!report) FAIL(report.error().message);
  result.report = std::move(*report);
  return result;
}

}  // namespace tocsin::test
