// J. Gama et al., "Learning with drift detection" (2004).
#include "evaluators/detector.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

class Ddm final : public Detector {
 public:
  explicit Ddm(const dsl::AggregateCall& call)
      : warm_(parameter(call, "warm", 30)),
        warn_(parameter(call, "warn", 2)),
        drift_(parameter(call, "drift", 3)) {}

  Signal add(double x) override {
    ++n_;
    errors_ += x;
    if (n_ <= warm_) return Signal::none;
    const double p = errors_ / n_;
    const double s = std::sqrt(p * (1 - p) / n_);
    if (p + s <= best_p_ + best_s_) {
      best_p_ = p;
      best_s_ = s;
    }
    if (p + s > best_p_ + drift_ * best_s_) {
      n_ = errors_ = 0;
      best_p_ = kEndless;
      best_s_ = 0;
      return Signal::drift;
    }
    return p + s > best_p_ + warn_ * best_s_ ? Signal::warning : Signal::none;
  }

  void save(Encoder& out) const override {
    for (const double v : {n_, errors_, best_p_, best_s_}) out.number(v);
  }
  void load(Decoder& in) override {
    for (double* v : {&n_, &errors_, &best_p_, &best_s_}) *v = in.number();
  }

 private:
  static constexpr double kEndless = std::numeric_limits<double>::infinity();

  double warm_, warn_, drift_;
  double n_ = 0, errors_ = 0;
  double best_p_ = kEndless, best_s_ = 0;
};

std::unique_ptr<Detector> make(const dsl::AggregateCall& call) {
  return std::make_unique<Ddm>(call);
}

}  // namespace

const DetectorDef& detector_ddm() {
  static const DetectorDef def{.name = "ddm",
                               .rule =
                                   "The rate of errors against its best so far, in standard "
                                   "errors: warm 30, warn 2, drift 3.",
                               .make = make};
  return def;
}

}  // namespace tocsin::evaluators
