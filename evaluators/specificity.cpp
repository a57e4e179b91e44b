#include "evaluators/confusion.hpp"
#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

Value read(const Confusion& c, double level) {
  return share_of(c.true_negative, c.true_negative + c.false_positive, level);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_confusion(call, read);
}

}  // namespace

const dsl::MeasureDef& specificity() {
  static const dsl::MeasureDef def = [] {
    auto specificity = confusion_measure();
    specificity.name = "specificity";
    specificity.summary = "Share of the negative labels that were predicted as negative.";
    specificity.formula = "TN / (TN + FP)";
    specificity.phrase =
        "the share of {label} other than {positive} that {prediction} left alone (specificity)";
    specificity.make = make;
    return specificity;
  }();
  return def;
}

}  // namespace tocsin::evaluators
