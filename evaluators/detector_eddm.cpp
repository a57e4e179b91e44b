// M. Baena-Garcia et al., "Early drift detection method" (2006).
#include "evaluators/detector.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

class Eddm final : public Detector {
 public:
  explicit Eddm(const dsl::AggregateCall& call)
      : warm_(parameter(call, "warm", 30)),
        alpha_(parameter(call, "alpha", 0.95)),
        beta_(parameter(call, "beta", 0.9)) {}

  Signal add(double x) override {
    ++since_error_;
    if (x == 0) return Signal::none;
    ++errors_;
    const double apart = since_error_ - mean_;
    mean_ += apart / errors_;
    squares_ += apart * (since_error_ - mean_);
    since_error_ = 0;
    if (errors_ < warm_) return Signal::none;
    const double deviation = errors_ > 1 ? std::sqrt(squares_ / (errors_ - 1)) : 0;
    const double reach = mean_ + 2 * deviation;
    largest_ = std::max(largest_, reach);
    if (reach < beta_ * largest_) {
      since_error_ = errors_ = mean_ = squares_ = largest_ = 0;
      return Signal::drift;
    }
    return reach < alpha_ * largest_ ? Signal::warning : Signal::none;
  }

  void save(Encoder& out) const override {
    for (const double v : {since_error_, errors_, mean_, squares_, largest_}) out.number(v);
  }
  void load(Decoder& in) override {
    for (double* v : {&since_error_, &errors_, &mean_, &squares_, &largest_}) *v = in.number();
  }

 private:
  double warm_, alpha_, beta_;
  double since_error_ = 0, errors_ = 0, mean_ = 0, squares_ = 0, largest_ = 0;
};

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<Eddm>(call);
}

}  // namespace

const DetectorDef& detector_eddm() {
  static const DetectorDef def{.name = "eddm",
                               .rule =
                                   "The distance between errors against its largest so far: warm "
                                   "30 errors, alpha 0.95 warns, beta 0.9 drifts.",
                               .make = make};
  return def;
}

}  // namespace tocsin::evaluators
