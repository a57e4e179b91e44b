// How long after the start a monitor has all that one verdict rests on.
#pragma once

#include "dsl/plan.hpp"

#include <string>

namespace tocsin::dsl {

struct FirstVerdict {
  Duration after{0};
  std::string sum;  // "window 90d, labels 7d, lateness 1m": what it is made of
};

// A full window, the labels in it, and the past that it is compared with. Windows that count events
// or batches fill when these come, so they take no time here.
FirstVerdict first_verdict(const MonitorPlan& monitor, const ModelPlan& model);

}  // namespace tocsin::dsl
