#include "charts/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tocsin::charts {

void Sparkline::widen() {
  std::vector<Stretch> wider((stretches_.size() + 1) / 2);
  for (std::size_t i = 0; i < stretches_.size(); ++i) {
    wider[i / 2].sum += stretches_[i].sum;
    wider[i / 2].n += stretches_[i].n;
  }
  stretches_ = std::move(wider);
  step_ *= 2;
}

void Sparkline::add(Instant at, double value) {
  if (!std::isfinite(value)) return;
  if (stretches_.empty()) {
    start_ = at;
    stretches_.push_back({value, 1});
    return;
  }
  if (at < start_) return;
  if (step_ == Duration{0} && at > start_) step_ = at - start_;
  auto index = [&] {
    return step_ == Duration{0} ? 0 : static_cast<std::size_t>((at - start_) / step_);
  };
  while (index() >= 2 * width_) widen();
  if (index() >= stretches_.size()) stretches_.resize(index() + 1);
  Stretch& stretch = stretches_[index()];
  stretch.sum += value;
  ++stretch.n;
}

double Sparkline::lowest() const {
  double low = std::numeric_limits<double>::infinity();
  for (const auto& s : stretches_)
    if (s.n > 0) low = std::min(low, s.sum / static_cast<double>(s.n));
  return low;
}

double Sparkline::highest() const {
  double high = -std::numeric_limits<double>::infinity();
  for (const auto& s : stretches_)
    if (s.n > 0) high = std::max(high, s.sum / static_cast<double>(s.n));
  return high;
}

std::string Sparkline::text() const {
  static constexpr std::array<const char*, 8> kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const double low = lowest(), high = highest();
  Sparkline fitting = *this;
  while (fitting.stretches_.size() > width_) fitting.widen();
  std::string text;
  for (const auto& s : fitting.stretches_) {
    if (s.n == 0) {
      text += ' ';
      continue;
    }
    const double mean = s.sum / static_cast<double>(s.n);
    const double share = high > low ? (mean - low) / (high - low) : 0.5;
    text += kBars[std::min<std::size_t>(7, static_cast<std::size_t>(share * 8))];
  }
  return text;
}

}  // namespace tocsin::charts
