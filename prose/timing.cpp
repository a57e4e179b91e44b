#include "prose/timing.hpp"

#include "engine/schedule.hpp"
#include "prose/measure_words.hpp"
#include "prose/receivers.hpp"
#include "prose/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::prose {
namespace {

using dsl::ModelPlan;
using dsl::MonitorPlan;

// A part of a delay and where it comes from.
class Sum {
 public:
  void add(Duration part, std::string_view name) {
    if (part.count() == 0) return;
    total_ += part;
    text_ += fmt::format("{}{} {}", text_.empty() ? "" : " + ", format_duration(part), name);
  }
  Duration total() const { return total_; }
  const std::string& text() const { return text_; }

 private:
  Duration total_{0};
  std::string text_;
};

Sum shift(const MonitorPlan& monitor, const ModelPlan& model) {
  Sum sum;
  // Arrivals and batches are never late, and a raw query is asked at the tick.
  if (monitor.window.labels == dsl::LabelMode::on_arrival || monitor.raw) return sum;
  if (monitor.window.kind != dsl::WindowKind::each_batch) sum.add(model.lateness, "lateness");
  if (monitor.window.labels == dsl::LabelMode::matured) sum.add(model.schema.horizon, "for labels");
  return sum;
}

// `silence > 15m` cannot hold before there were fifteen minutes of it.
// Chunks and batches come when they come: how many of them have to is no span of time.
bool is_in_time(dsl::WindowKind kind) {
  return kind != dsl::WindowKind::each_events && kind != dsl::WindowKind::each_batch;
}

Sum until_rung(const MonitorPlan& monitor, const ModelPlan& model, const dsl::RungPlan& rung) {
  Sum sum;
  if (is_silence(monitor))
    sum.add(Duration(static_cast<std::int64_t>(std::max(0.0, rung.trigger.low))), "silence");
  else
    sum = shift(monitor, model);
  if (rung.of_n == 0)
    sum.add(effective(rung.hold, monitor.window), "hold");
  else if (is_in_time(monitor.window.kind))
    sum.add(monitor.window.every * (rung.of_n - 1),
            fmt::format("for {} of {}", rung.of_n, rung.of_m));
  return sum;
}

Duration wait(const dsl::Plan& plan, const MonitorPlan& monitor, int severity) {
  const auto all = receivers(plan, monitor, severity);
  const auto first = std::ranges::min_element(all, {}, &Receiver::wait);
  return first == all.end() ? Duration{0} : first->wait;
}

// The window has to be empty, and a first full one has to be possible.
Sum until_no_data(const MonitorPlan& monitor, const ModelPlan& model) {
  Sum sum = shift(monitor, model);
  sum.add(engine::window_of(monitor), "window");
  if (monitor.no_data.after <= sum.total()) return sum;
  Sum patience;
  patience.add(monitor.no_data.after, "without events");
  return patience;
}

// Until a full window can exist, or a value was there, a segment is warming up.
Sum until_too_few(const MonitorPlan& monitor, const ModelPlan& model) {
  Sum sum = shift(monitor, model);
  if (is_in_time(monitor.window.kind)) sum.add(engine::window_of(monitor), "window");
  sum.add(monitor.too_few.after, "without a value");
  return sum;
}

bool has_gaps(const MonitorPlan& monitor) {
  if (monitor.window.kind == dsl::WindowKind::each_batch) return false;
  if (monitor.raw) return true;
  return std::ranges::any_of(monitor.aggregates, [](const auto& call) {
    return !call.def->never_empty || call.label_measure;
  });
}

std::string after_batch(const MonitorPlan& monitor, const ModelPlan& model) {
  const auto sum = shift(monitor, model);
  if (sum.total().count() == 0) return "once it was taken in whole";
  return fmt::format("{} after it was taken in whole ({})", format_duration(sum.total()),
                     sum.text());
}

std::string back(const MonitorPlan& monitor, const ModelPlan& model) {
  const auto sum = shift(monitor, model);
  if (sum.total().count() == 0) return "the tick";
  return fmt::format("{} before the tick ({})", format_duration(sum.total()), sum.text());
}

std::string ended(const MonitorPlan& monitor, const ModelPlan& model) {
  const auto when = back(monitor, model);
  return when == "the tick" ? "at " + when : when;
}

}  // namespace

Duration effective(Duration hold, const dsl::WindowPlan& window) {
  const auto step = window.every;
  return step.count() <= 0 ? hold : (hold + step - Duration(1)) / step * step;
}

std::vector<Chance> chances(const dsl::Plan& plan, const MonitorPlan& monitor) {
  const auto& model = plan.models[monitor.model];
  std::vector<Chance> all;
  for (auto rung = monitor.rungs.rbegin(); rung != monitor.rungs.rend(); ++rung) {
    const auto sum = until_rung(monitor, model, *rung);
    all.push_back({rung->severity, condition(rung->trigger, monitor.measure->type), sum.total(),
                   sum.total() + wait(plan, monitor, rung->severity), sum.text()});
  }
  const auto gap = [&](const dsl::GapPlan& policy, std::string_view what, const Sum& sum) {
    if (policy.policy != dsl::GapPolicy::alert) return;
    all.push_back({policy.severity, std::string(what), sum.total(),
                   sum.total() + wait(plan, monitor, policy.severity), sum.text()});
  };
  if (has_gaps(monitor)) gap(monitor.no_data, "no data", until_no_data(monitor, model));
  gap(monitor.too_few, "too few", until_too_few(monitor, model));
  return all;
}

std::string interval(const MonitorPlan& monitor, const ModelPlan& model) {
  const auto& window = monitor.window;
  if (is_silence(monitor)) return behind("every", window.every) + ": the time up to the tick";
  if (monitor.raw)
    return fmt::format("{}: the query is asked at the tick, about {}",
                       behind("every", window.every), behind("the last", window.length));
  const bool arrives = window.labels == dsl::LabelMode::on_arrival;
  switch (window.kind) {
    case dsl::WindowKind::sliding:
      return fmt::format(
          "{}: {} up to {}", behind("every", window.every),
          behind(arrives ? "labels that arrived in the" : "events of the", window.length),
          back(monitor, model));
    case dsl::WindowKind::each:
      return fmt::format("{}, once it ended {}", behind("each", window.length),
                         ended(monitor, model));
    case dsl::WindowKind::each_calendar:
      return fmt::format("{}, once it ended {}", calendar(window), ended(monitor, model));
    case dsl::WindowKind::each_batch: return "each batch, " + after_batch(monitor, model);
    default:
      return fmt::format("{}: what lies at or before {}", behind("every", window.every),
                         back(monitor, model));
  }
}

}  // namespace tocsin::prose
