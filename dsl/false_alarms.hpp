// How often a monitor would alert although nothing is wrong, by chance alone.
#pragma once

#include "dsl/plan.hpp"

#include <cstddef>

namespace tocsin::dsl {

struct FalseAlarms {
  std::size_t tests = 0;  // members that are judged; 0: nothing is known in advance
  double a_week = 0;
};

// The healthy value is the `until` of the mildest rung, of distances no difference; each window is
// one test of as many events as `needs` asks for at least, independent of the others, and a hold
// wants as many more in a row as fit into it. A window that slides without a hold passes its limit
// up to twice as often. Known for shares and for ks and psi.
FalseAlarms false_alarms(const MonitorPlan& monitor, const Schema& schema);

// A share of the events of the window, with an interval: what chance does to it is known.
bool is_share_of_events(const MonitorPlan& monitor);

bool looks_up(const Condition& condition);
bool looks_down(const Condition& condition);
bool is_one_sided(const RungPlan& rung);

}  // namespace tocsin::dsl
