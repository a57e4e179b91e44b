// The sum that cusum and page_hinkley watch: of what values lie above their running mean.
#pragma once

#include "evaluators/detector.hpp"

#include <algorithm>

namespace tocsin::evaluators {

// S = max(0, keep · S + x − mean − delta), a drift when it reaches lambda; begins anew after one.
// `keep`: how much of the sum each value leaves of it, 1: all.
class RisingSum final : public Detector {
 public:
  RisingSum(const dsl::AggregateCall& call, double keep)
      : fewest_(parameter(call, "min", 30)),
        delta_(parameter(call, "delta", 0.005)),
        lambda_(parameter(call, "lambda", 50)),
        keep_(keep) {}

  Signal add(double x) override {
    ++n_;
    mean_ += (x - mean_) / n_;
    sum_ = std::max(0.0, keep_ * sum_ + x - mean_ - delta_);
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
  double fewest_, delta_, lambda_, keep_;
  double n_ = 0, mean_ = 0, sum_ = 0;
};

}  // namespace tocsin::evaluators
