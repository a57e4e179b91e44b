#include "dsl/test_size.hpp"

#include "dsl/not_evaluated.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

double segments_of(const MonitorPlan& monitor) {
  double segments = 1;
  for (const auto& field : monitor.by.fields)
    segments *= static_cast<double>(std::max<std::size_t>(field.members.size(), 1));
  return segments + (monitor.by.overall ? 1 : 0);
}

double verdicts_of(const MonitorPlan& monitor, Duration length) {
  if (monitor.window.every <= Duration{0}) return 0;
  const double ticks =
      static_cast<double>(length.count()) / static_cast<double>(monitor.window.every.count());
  return ticks * segments_of(monitor);
}

}  // namespace

std::optional<std::string> too_many_verdicts(const Plan& plan, const TestPlan& test, Instant end) {
  const auto length = end - test.clock;
  double all = 0, most = 0;
  const MonitorPlan* busiest = nullptr;
  for (const auto monitor : judged_by(plan, test)) {
    const double verdicts = verdicts_of(plan.monitors[monitor], length);
    all += verdicts;
    if (verdicts <= most) continue;
    most = verdicts;
    busiest = &plan.monitors[monitor];
  }
  if (all <= kMostVerdicts || busiest == nullptr) return std::nullopt;
  return fmt::format(
      "the test lasts {} and judges about {:.0f} times in it, at most {:.0f} are possible; `{}` "
      "alone, every {}, {:.0f} times",
      format_duration(length), all, kMostVerdicts, busiest->name,
      format_duration(busiest->window.every), most);
}

}  // namespace tocsin::dsl
