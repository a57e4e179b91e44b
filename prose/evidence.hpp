// What `needs` means in numbers: how far sampling alone moves a measure at the fewest events that
// are judged, against the distance between its thresholds.
#pragma once

#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::prose {

// Sentences, one a threshold; one sentence saying why where no interval can be stated.
std::vector<std::string> evidence(const dsl::Plan& plan, const dsl::MonitorPlan& monitor);

}  // namespace tocsin::prose
