#include "dryrun/stray_times.hpp"

#include <algorithm>

namespace tocsin::dryrun {
namespace {

constexpr std::int64_t kMostIdleTicks = 2'000'000;  // about half a minute of one core
constexpr std::int64_t kTimesTheRest = 10;

Duration shortest_step(const dsl::Plan& plan) {
  Duration step = Duration::max();
  for (const auto& monitor : plan.monitors) {
    const bool tumbles = monitor.window.kind == dsl::WindowKind::each;
    step = std::min(step, tumbles ? monitor.window.length : monitor.window.every);
  }
  return step;
}

bool is_replayed(const sources::Gap& gap, const ReplayOptions& options) {
  if (options.from && options.to) return false;
  return (!options.from || *options.from <= gap.from) && (!options.to || *options.to >= gap.to);
}

std::string span_text(Duration span) {
  const auto days = span / kDay;
  return days >= 730 ? fmt::format("{} years", days * 100 / 36525) : fmt::format("{} days", days);
}

}  // namespace

Result<void> check_stray_times(const dsl::Plan& plan, const std::string& file,
                               const sources::Extent& extent, const ReplayOptions& options) {
  const auto& gap = extent.widest;
  const Duration length = sources::apart(gap.from, gap.to);
  const Duration rest = sources::apart(extent.first, extent.last) - length;
  if (plan.monitors.empty() || length / shortest_step(plan) < kMostIdleTicks) return {};
  if (length / kTimesTheRest < rest || !is_replayed(gap, options)) return {};
  const bool at_the_end = gap.rows_before > extent.rows - gap.rows_before;
  const auto strays = at_the_end ? extent.rows - gap.rows_before : gap.rows_before;
  const auto farthest = format_utc(at_the_end ? gap.to : gap.from);
  const auto nearest = format_utc(at_the_end ? gap.from : gap.to);
  return fail(
      "{}: {} of {} rows {} from {}{}, {} {} the others; correct the times, or leave them out with "
      "{} {} (with both --from and --to the gap is taken as it is)",
      file, strays, extent.rows, strays == 1 ? "is" : "are", farthest,
      strays == 1  ? ""
      : at_the_end ? " and later"
                   : " and earlier",
      span_text(length), at_the_end ? "after" : "before", at_the_end ? "--to" : "--from", nearest);
}

}  // namespace tocsin::dryrun
