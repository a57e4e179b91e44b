// I. Frias-Blanco et al., "Online and non-parametric drift detection methods based on Hoeffding's
// bounds" (2015): the test on averages, upwards. Values lie in 0..1.
#include "evaluators/detector.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

class HddmA final : public Detector {
 public:
  explicit HddmA(const dsl::AggregateCall& call)
      : drift_(parameter(call, "drift", 0.001)), warn_(parameter(call, "warn", 0.005)) {}

  Signal add(double x) override {
    ++n_;
    sum_ += x;
    if (low_n_ == 0 || low_sum_ / low_n_ + bound(low_n_) >= sum_ / n_ + bound(n_)) {
      low_n_ = n_;
      low_sum_ = sum_;
    }
    if (has_risen(drift_)) {
      n_ = sum_ = low_n_ = low_sum_ = 0;
      return Signal::drift;
    }
    return has_risen(warn_) ? Signal::warning : Signal::none;
  }

  void save(Encoder& out) const override {
    for (const double v : {n_, sum_, low_n_, low_sum_}) out.number(v);
  }
  void load(Decoder& in) override {
    for (double* v : {&n_, &sum_, &low_n_, &low_sum_}) *v = in.number();
  }

 private:
  double bound(double n) const { return std::sqrt(std::log(1 / drift_) / (2 * n)); }

  bool has_risen(double level) const {
    if (low_n_ == n_) return false;
    const double m = (n_ - low_n_) / low_n_ / n_;
    return sum_ / n_ - low_sum_ / low_n_ >= std::sqrt(m / 2 * std::log(2 / level));
  }

  double drift_, warn_;
  double n_ = 0, sum_ = 0;
  double low_n_ = 0, low_sum_ = 0;  // at the lowest point
};

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<HddmA>(call);
}

}  // namespace

const DetectorDef& detector_hddm_a() {
  static const DetectorDef def{.name = "hddm_a",
                               .rule =
                                   "The mean since its lowest point against the mean up to there, "
                                   "by Hoeffding's bound: drift 0.001, warn 0.005.",
                               .make = make};
  return def;
}

}  // namespace tocsin::evaluators
