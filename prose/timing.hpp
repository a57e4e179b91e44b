// When a monitor speaks: which interval a verdict is about, and how soon it can be told.
#pragma once

#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::prose {

// How a monitor can come to alert.
struct Chance {
  int severity = 0;
  std::string what;   // "above 300ms", "no data", "too few"
  Duration first{0};  // after the start at the earliest
  Duration told{0};   // after the beginning of a fault at the earliest, until a message leaves
  std::string sum;    // "2m lateness + 5m hold": what `first` is made of
};

// Rungs from the most severe one down, then gaps that alert.
std::vector<Chance> chances(const dsl::Plan& plan, const dsl::MonitorPlan& monitor);

// "every minute: the 10 minutes up to 2m before the tick (lateness 2m)".
std::string interval(const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model);

// The `for` of a rung as ticks allow: rounded up to the rhythm.
Duration effective(Duration hold, const dsl::WindowPlan& window);

}  // namespace tocsin::prose
