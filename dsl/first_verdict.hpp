// How long after the start a monitor has all that one verdict rests on.
#pragma once

#include "dsl/plan.hpp"

#include <string>

namespace tocsin::dsl {

struct FirstVerdict {
  Duration window{0}, labels{0}, past{0}, lateness{0};

  Duration after() const;
  // "window 90d, labels 7d, lateness 1m"
  std::string sum() const;
};

// A full window, the labels in it, and the past that it is compared with. Windows that count events
// or batches fill when these come, so they take no time here.
FirstVerdict first_verdict(const MonitorPlan& monitor, const ModelPlan& model);

}  // namespace tocsin::dsl
