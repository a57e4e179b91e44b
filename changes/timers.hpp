// What happens to the running timers and alerts of monitors when new rules are loaded (LANGUAGE
// 5.7): state is kept by name and by what a monitor measures.
#pragma once

#include "changes/rungs.hpp"

namespace tocsin::changes {

// Of a monitor that both rule sets have. `is_adjusted`: thresholds, holds, needs, gaps or the
// rhythm are others.
TimerFate fate_of(MonitorOf old, MonitorOf now, bool is_adjusted);
TimerFate fate_of_added(MonitorOf now);
TimerFate fate_of_removed(MonitorOf old);

}  // namespace tocsin::changes
