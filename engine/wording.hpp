// Puts an alert into words: value against threshold, the interval judged, the monitor's own text.
#pragma once

#include "base/alert.hpp"
#include "dsl/plan.hpp"
#include "engine/alert.hpp"

#include <string>

namespace tocsin::engine {

// Everything that is said of one alert, from its plan, its state and its last sample.
struct AlertView {
  const dsl::Plan& plan;
  const dsl::MonitorPlan& monitor;
  const AlertState& state;
  const Sample& sample;
  const Labels& labels;
  const AlertId& id;
};

AlertLine line_of(const AlertView& alert);

// "page: 93.1% < 95% (n 412)", "warn: no data", "recovered after 2h10m".
std::string step_text(const AlertView& alert, const Step& step, Instant now);

}  // namespace tocsin::engine
