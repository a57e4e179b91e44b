#include "evaluators/confusion.hpp"
#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

Value read(const Confusion& c, double level) {
  return share_of(c.true_positive, c.true_positive + c.false_positive, level);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_confusion(call, read);
}

}  // namespace

const dsl::MeasureDef& precision() {
  static const dsl::MeasureDef def = [] {
    auto precision = confusion_measure();
    precision.name = "precision";
    precision.summary = "Share of the positive predictions that were right.";
    precision.formula = "TP / (TP + FP)";
    precision.phrase = "the share of {prediction} {positive} that {label} confirms (precision)";
    precision.make = make;
    return precision;
  }();
  return def;
}

}  // namespace tocsin::evaluators
