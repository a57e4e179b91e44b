// Whether a sample lies on the bad side of a threshold, and whether that is sure: LANGUAGE 5.4.
#pragma once

#include "base/reading.hpp"
#include "dsl/plan.hpp"

namespace tocsin::engine {

enum class Verdict { no, uncertain, yes };

// Without `with P% confidence` the value alone decides and nothing is uncertain. With it, `yes`
// needs the whole interval of that level where the value lies; an end that is not known is never
// there. `sample` has a value.
Verdict verdict_of(const dsl::Condition& condition, const Sample& sample);

}  // namespace tocsin::engine
