// Values as people read them: 93.1%, 420ms, 1,250EUR. Rounded for display only.
#pragma once

#include "dsl/type.hpp"

#include <string>

namespace tocsin::dsl {

// `value` in the units of Sample. Four significant digits at most; a share in percent; a duration
// in its largest fitting unit. NaN gives "unknown".
std::string value_text(double value, const Type& type);

}  // namespace tocsin::dsl
