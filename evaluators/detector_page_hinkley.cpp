// E. S. Page, "Continuous inspection schemes" (1954), upwards, forgetting by alpha.
#include "evaluators/detector.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

class PageHinkley final : public Detector {
 public:
  explicit PageHinkley(const dsl::AggregateCall& call)
      : fewest_(parameter(call, "min", 30)),
        delta_(parameter(call, "delta", 0.005)),
        lambda_(parameter(call, "lambda", 50)),
        alpha_(parameter(call, "alpha", 0.9999)) {}

  Signal add(double x) override {
    ++n_;
    mean_ += (x - mean_) / n_;
    sum_ = std::max(0.0, alpha_ * sum_ + x - mean_ - delta_);
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
  double fewest_, delta_, lambda_, alpha_;
  double n_ = 0, mean_ = 0, sum_ = 0;
};

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<PageHinkley>(call);
}

}  // namespace

const DetectorDef& detector_page_hinkley() {
  static const DetectorDef def{.name = "page_hinkley",
                               .rule =
                                   "The running sum of what values lie above their mean and delta: "
                                   "min 30, delta 0.005, lambda 50, alpha 0.9999.",
                               .make = make};
  return def;
}

}  // namespace tocsin::evaluators
