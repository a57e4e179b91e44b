// A replay for tests: everything it decided, kept.
#pragma once

#include "dryrun/replay.hpp"
#include "dryrun/summary.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::test {

enum class Readings { keep, drop };  // half a million of a simulation are better dropped

struct Replayed {
  std::shared_ptr<const dsl::Plan> plan;
  dryrun::ReplayReport report;
  std::unique_ptr<dryrun::Summary> summary;
  std::vector<Reading> readings;

  const dsl::MonitorPlan& monitor(const std::string& name) const;
  // The readings of one monitor, in order.
  std::vector<Reading> of(const std::string& monitor) const;
  std::vector<dryrun::Episode> episodes(const std::string& monitor) const;
};

// Fails the test when the replay does.
Replayed replayed(const std::shared_ptr<const dsl::Plan>& plan,
                  const dryrun::ReplayOptions& options, Readings readings = Readings::keep);

}  // namespace tocsin::test
