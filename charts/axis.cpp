#include "charts/axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin::charts {
namespace {

// The smallest of 1, 2, 5, 10, 20, ... that is not below `least`.
double round_step(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1., 2., 5.})
    if (factor * power >= least) return factor * power;
  return 10 * power;
}

constexpr std::array<Duration, 18> kSteps{
    1s, 5s, 15s, 30s,  1min,     5min,     15min,    30min,     1h,
    3h, 6h, 12h, kDay, 2 * kDay, 4 * kDay, 7 * kDay, 14 * kDay, 21 * kDay};

std::string text_of(Instant at, Duration step) {
  const std::string text = format_utc(at);  // 2026-03-02T09:00:15Z
  if (step < 1min) return text.substr(11, 8);
  if (step < kDay) return text.substr(5, 5) + " " + text.substr(11, 5);
  return text.substr(0, step > kSteps.back() ? 7 : 10);
}

std::vector<TimeMark> even_marks(Instant from, Instant to, Duration step) {
  std::vector<TimeMark> marks;
  for (Instant at = ceil_to(from, step); at <= to; at += step)
    marks.push_back({at, text_of(at, step)});
  return marks;
}

std::vector<TimeMark> month_marks(Instant from, Instant to, double least) {
  using namespace std::chrono;
  int step = 1;
  for (const int months : {1, 2, 3, 6, 12, 24, 60, 120, 240, 600})
    if (step = months; months * 30.5 >= least) break;
  const year_month_day day{floor<days>(from)};
  std::vector<TimeMark> marks;
  for (int month = static_cast<int>(unsigned{day.month()}) - 1;; ++month) {
    const sys_days first{day.year() / January / 1 + months{month}};
    if (first > floor<days>(to)) return marks;
    if (first < ceil<days>(from)) continue;
    const int whole = int{day.year()} * 12 + month;
    if (whole % step == 0) marks.push_back({first, text_of(first, kForever.time_since_epoch())});
  }
}

}  // namespace

std::vector<double> value_marks(double low, double high, double grain, std::size_t most) {
  const double step = grain * round_step((high - low) / grain / static_cast<double>(most));
  const double first = std::ceil(low / step - 1e-9), last = std::floor(high / step + 1e-9);
  std::vector<double> marks;
  for (double k = first; k <= last && marks.size() <= most; ++k) marks.push_back(k * step);
  return marks;
}

std::vector<TimeMark> time_marks(Instant from, Instant to, std::size_t most) {
  const Duration least = (to - from) / static_cast<Duration::rep>(most);
  const auto step = std::ranges::find_if(kSteps, [&](Duration s) { return s >= least; });
  if (step != kSteps.end()) return even_marks(from, to, *step);
  return month_marks(from, to, std::chrono::duration<double>(least) / kDay);
}

}  // namespace tocsin::charts
