// C. Raab et al., "Reactive soft prototype computing for concept drift streams" (2020).
#include "evaluators/detector.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <vector>

namespace tocsin::evaluators {
namespace {

// splitmix64: the same draws on every machine.
std::uint64_t next(std::uint64_t& state) {
  std::uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// The largest gap of two samples of the same size, in steps of one value.
std::size_t largest_gap(std::vector<double> a, std::vector<double> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  std::size_t gap = 0, i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const double x = std::min(a[i], b[j]);
    while (i < a.size() && a[i] <= x) ++i;
    while (j < b.size() && b[j] <= x) ++j;
    gap = std::max(gap, i > j ? i - j : j - i);
  }
  return gap;
}

// How often two samples of n values of one distribution are at least `gap` steps apart: the paths
// of Gnedenko and Korolyuk, exact.
double chance(std::size_t gap, std::size_t n) {
  double sum = 0, sign = 2;
  for (std::size_t reach = gap; gap > 0 && reach <= n; reach += gap, sign = -sign) {
    double ways = 1;  // C(2n, n - reach) / C(2n, n)
    for (std::size_t i = 0; i < reach; ++i)
      ways *= static_cast<double>(n - i) / static_cast<double>(n + reach - i);
    sum += sign * ways;
  }
  return gap == 0 ? 1 : std::clamp(sum, 0.0, 1.0);
}

class Kswin final : public Detector {
 public:
  explicit Kswin(const dsl::AggregateCall& call)
      : alpha_(parameter(call, "alpha", 0.005)),
        size_(static_cast<std::size_t>(parameter(call, "window", 100))),
        latest_(static_cast<std::size_t>(parameter(call, "stat", 30))),
        state_(static_cast<std::uint64_t>(parameter(call, "seed", 1))) {}

  Signal add(double x) override {
    window_.push_back(x);
    if (window_.size() > size_) window_.pop_front();
    if (window_.size() < size_) return Signal::none;
    const auto begin = window_.end() - static_cast<std::ptrdiff_t>(latest_);
    const std::size_t gap = largest_gap(drawn(), {begin, window_.end()});
    const double distance = static_cast<double>(gap) / static_cast<double>(latest_);
    if (distance <= kSmallest || chance(gap, latest_) > alpha_) return Signal::none;
    window_.erase(window_.begin(), begin);
    return Signal::drift;
  }

  void save(Encoder& out) const override {
    out.u64(state_);
    out.u64(window_.size());
    for (const double v : window_) out.number(v);
  }
  void load(Decoder& in) override {
    window_.clear();
    state_ = in.u64();
    const std::size_t size = in.count(sizeof(double));
    if (size > size_) return in.fail();
    for (std::size_t i = 0; i < size; ++i) window_.push_back(in.number());
  }

 private:
  static constexpr double kSmallest = 0.1;  // distance that counts

  // Without putting back, of the values before the latest.
  std::vector<double> drawn() {
    std::vector<double> before(window_.begin(),
                               window_.end() - static_cast<std::ptrdiff_t>(latest_));
    for (std::size_t i = 0; i < latest_; ++i)
      std::swap(before[i], before[i + next(state_) % (before.size() - i)]);
    before.resize(latest_);
    return before;
  }

  double alpha_;
  std::size_t size_, latest_;
  std::uint64_t state_;
  std::deque<double> window_;
};

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<Kswin>(call);
}

}  // namespace

const DetectorDef& detector_kswin() {
  static const DetectorDef def{.name = "kswin",
                               .rule =
                                   "The latest values against as many drawn from those before "
                                   "them, by the Kolmogorov-Smirnov test: alpha 0.005 and a "
                                   "distance above 0.1, window 100, stat 30, seed 1.",
                               .make = make};
  return def;
}

}  // namespace tocsin::evaluators
