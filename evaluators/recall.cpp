#include "evaluators/class_average.hpp"
#include "evaluators/confusion.hpp"
#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

Value read(const Confusion& c, double level) {
  return share_of(c.true_positive, c.true_positive + c.false_negative, level);
}

double of_class(const ClassCounts& counts) {
  return counts.actual == 0 ? 0
                            : static_cast<double>(counts.both) / static_cast<double>(counts.actual);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return is_averaged(call) ? make_class_average(call, of_class) : make_confusion(call, read);
}

}  // namespace

const dsl::MeasureDef& recall() {
  static const std::string dialect = with_average(confusion_measure().dialect);
  static const dsl::MeasureDef def = [] {
    auto recall = confusion_measure();
    recall.name = "recall";
    recall.summary = "Share of the positive labels that were predicted.";
    recall.formula = "TP / (TP + FN)";
    recall.phrase =
        "the share of {label}[ {positive}] that {prediction} found (recall[, {average} mean of all "
        "classes])";
    recall.options = {average_option()};
    recall.dialect = dialect;
    recall.make = make;
    return recall;
  }();
  return def;
}

}  // namespace tocsin::evaluators
