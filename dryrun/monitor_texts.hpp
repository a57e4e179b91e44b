// What the incident log says about monitors, out of their rules.
#pragma once

#include "dsl/plan.hpp"
#include "store/recorder.hpp"

#include <vector>

namespace tocsin::dryrun {

// In the order of the plan.
std::vector<store::MonitorText> monitor_texts(const dsl::Plan& plan);

}  // namespace tocsin::dryrun
