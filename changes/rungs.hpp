// How the rungs of a monitor differ: thresholds moved, holds, what ends them.
#pragma once

#include "changes/change.hpp"
#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::changes {

// One version of a monitor, with the rules it belongs to.
struct MonitorOf {
  const dsl::Plan& plan;
  const dsl::MonitorPlan& monitor;
};

// `> 400ms for 5m until < 300ms for 10m`
std::string rung_text(const dsl::RungPlan& rung, const dsl::Type& type);

// Severities are matched by name; mildest first.
void compare_rungs(const std::string& subject, MonitorOf old, MonitorOf now,
                   std::vector<Change>& changes);

// The names of the severities whose rung only the first of the two has.
std::vector<std::string> rungs_only_in(MonitorOf one, MonitorOf other);

}  // namespace tocsin::changes
