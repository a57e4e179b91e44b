// What makes two monitors the same after a reload: their meaning, not their text. LANGUAGE 5.7.
#pragma once

#include "dsl/plan.hpp"

namespace tocsin::dsl {

// Measure, filter, reference, window and segments after resolution, the declarations of the fields
// that are read, lateness, and the horizon where labels are read. Layout, names of lets,
// thresholds, holds, `needs`, gaps and `every` do not count.
Hash128 fingerprint(const MonitorPlan& monitor, const ModelPlan& model);

}  // namespace tocsin::dsl
