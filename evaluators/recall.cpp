#include "evaluators/confusion.hpp"
#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

Value read(const Confusion& c, double level) {
  return share_of(c.true_positive, c.true_positive + c.false_negative, level);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_confusion(call, read);
}

}  // namespace

const dsl::MeasureDef& recall() {
  static const dsl::MeasureDef def = [] {
    auto recall = confusion_measure();
    recall.name = "recall";
    recall.summary = "Share of the positive labels that were predicted.";
    recall.formula = "TP / (TP + FN)";
    recall.phrase = "the share of {label} {positive} that {prediction} found (recall)";
    recall.make = make;
    return recall;
  }();
  return def;
}

}  // namespace tocsin::evaluators
