// I. Frias-Blanco et al. (2015): the test on weighted averages, upwards, by McDiarmid's bound.
// Values lie in 0..1.
#include "evaluators/detector.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

// An exponentially weighted mean, and the sum of its squared weights.
struct Weighted {
  double mean = 0;
  double squares = 0;  // 0: nothing was added yet

  void add(double x, double lambda) {
    if (squares == 0) {
      *this = {x, 1};
      return;
    }
    const double stays = 1 - lambda;
    mean = lambda * x + stays * mean;
    squares = lambda * lambda + stays * stays * squares;
  }
};

double bound(double squares, double level) { return std::sqrt(squares * std::log(1 / level) / 2); }

class HddmW final : public Detector {
 public:
  explicit HddmW(const dsl::AggregateCall& call)
      : drift_(parameter(call, "drift", 0.001)),
        warn_(parameter(call, "warn", 0.005)),
        lambda_(parameter(call, "lambda", 0.05)) {}

  Signal add(double x) override {
    all_.add(x, lambda_);
    const double highest = all_.mean + bound(all_.squares, drift_);
    if (highest < cut_) {
      cut_ = highest;
      before_ = all_;
      since_ = {};
    } else {
      since_.add(x, lambda_);
    }
    if (has_risen(drift_)) {
      all_ = before_ = since_ = {};
      cut_ = kEndless;
      return Signal::drift;
    }
    return has_risen(warn_) ? Signal::warning : Signal::none;
  }

  void save(Encoder& out) const override {
    out.number(cut_);
    for (const auto* w : {&all_, &before_, &since_})
      for (const double v : {w->mean, w->squares}) out.number(v);
  }
  void load(Decoder& in) override {
    cut_ = in.number();
    for (auto* w : {&all_, &before_, &since_})
      for (double* v : {&w->mean, &w->squares}) *v = in.number();
  }

 private:
  static constexpr double kEndless = std::numeric_limits<double>::infinity();

  bool has_risen(double level) const {
    return before_.squares > 0 && since_.squares > 0 &&
           since_.mean - before_.mean > bound(before_.squares + since_.squares, level);
  }

  double drift_, warn_, lambda_;
  Weighted all_, before_, since_;
  double cut_ = kEndless;
};

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<HddmW>(call);
}

}  // namespace

const DetectorDef& detector_hddm_w() {
  static const DetectorDef def{
      .name = "hddm_w",
      .rule =
          "The weighted mean since its lowest point against that up to there, by McDiarmid's "
          "bound: drift 0.001, warn 0.005, lambda 0.05.",
      .make = make};
  return def;
}

}  // namespace tocsin::evaluators
