// Renamed monitors: `was old_name` carries state and past over to the new name.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

// Fills MonitorPlan::was, once all monitors are known. T1209, T1210.
void check_history(Checking& c);

}  // namespace tocsin::dsl
