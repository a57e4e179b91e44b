#include "changes/timers.hpp"

#include "changes/names.hpp"
#include "changes/parts.hpp"

#include <fmt/format.h>

namespace tocsin::changes {
namespace {

using Kind = TimerFate::Kind;

// `the measure`, `the field latency`
std::vector<std::string> reasons(MonitorOf old, MonitorOf now) {
  std::vector<Change> changes;
  compare("", state_parts(old.plan, old.monitor), state_parts(now.plan, now.monitor), {}, changes);
  std::vector<std::string> names;
  for (const auto& change : changes) names.push_back(change.part);
  return names;
}

std::string with_name(MonitorOf old, MonitorOf now, std::string text) {
  const auto before = name_of(old.plan, old.monitor);
  if (before == name_of(now.plan, now.monitor)) return text;
  return fmt::format("state and history of {} go on under the new name; {}", before, text);
}

std::string rung_changes(MonitorOf old, MonitorOf now) {
  std::string text;
  for (const auto& name : rungs_only_in(old, now))
    text += fmt::format("; what {} fires ends at the next tick (\"rule changed\")", name);
  for (const auto& name : rungs_only_in(now, old)) text += fmt::format("; {} starts idle", name);
  return text;
}

// Event time until the first full window is judged; nothing where it is not a matter of time.
std::string warming_up(MonitorOf of) {
  const auto& model = of.plan.models[of.monitor.model];
  const auto& window = of.monitor.window;
  auto time = model.lateness + window.length;
  if (window.labels == dsl::LabelMode::matured) time += model.schema.horizon;
  return window.length.count() > 0 ? fmt::format("warms up for {}", format_duration(time))
                                   : "warms up until its first value";
}

}  // namespace

TimerFate fate_of(MonitorOf old, MonitorOf now, bool is_adjusted) {
  TimerFate fate{.monitor = name_of(now.plan, now.monitor)};
  const auto because = reasons(old, now);
  if (segment_names(old.monitor) != segment_names(now.monitor)) {
    fate.kind = Kind::closed;
    fate.text =
        "alerts are closed (\"rule removed\"), for they are told apart in another way; "
        "starts idle and " +
        warming_up(now);
  } else if (!because.empty()) {
    fate.kind = Kind::restarted;
    fate.text = fmt::format(
        "pending timers start anew, for {} changed; what fires goes on until the first value under "
        "the new meaning decides, by `until`; {}",
        fmt::join(because, ", "), warming_up(now));
  } else if (is_adjusted) {
    fate.kind = Kind::adjusted;
    fate.text = "timers run on; the new numbers act from the next tick";
  } else {
    fate.text = "timers run on";
  }
  if (fate.kind != Kind::closed) fate.text += rung_changes(old, now);
  if (now.monitor.paused_until && !old.monitor.paused_until) {
    fate.kind = Kind::paused;
    fate.text = "what fires is closed at the next tick (\"rule paused\"); readings go on";
  }
  fate.text = with_name(old, now, std::move(fate.text));
  return fate;
}

TimerFate fate_of_added(MonitorOf now) {
  return {Kind::started, name_of(now.plan, now.monitor), "starts idle and " + warming_up(now)};
}

TimerFate fate_of_removed(MonitorOf old) {
  return {Kind::closed, name_of(old.plan, old.monitor),
          "what fires is closed at the next tick (\"rule removed\") and told so"};
}

}  // namespace tocsin::changes
