// Cumulative sum of what values lie above their running mean.
#include "evaluators/detector.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

class Cusum final : public Detector {
 public:
  explicit Cusum(const dsl::AggregateCall& call)
      : fewest_(parameter(call, "min", 30)),
        delta_(parameter(call, "delta", 0.005)),
        lambda_(parameter(call, "lambda", 50)) {}

  Signal add(double x) override {
    ++n_;
    mean_ += (x - mean_) / n_;
    sum_ = std::max(0.0, sum_ + x - mean_ - delta_);
    if (n_ < fewest_ || sum_ < lambda_) return Signal::none;
    n_ = mean_ = sum_ = 0;
    return Signal::drift;
  }

  void save(Encoder& out) const override {
    for (const double v : {n_, mean_, sum_}) out.number(v);
  }
  void load(Decoder& in) override {
    for (double* v : {&n_, &mean_, &sum_}) *v = in.number();
  }

 private:
  double fewest_, delta_, lambda_;
  double n_ = 0, mean_ = 0, sum_ = 0;
};

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<Cusum>(call);
}

}  // namespace

const DetectorDef& detector_cusum() {
  static const DetectorDef def{.name = "cusum",
                               .rule =
                                   "The running sum of what values lie above their mean and delta, "
                                   "without forgetting: min 30, delta 0.005, lambda 50.",
                               .make = make};
  return def;
}

}  // namespace tocsin::evaluators
