#include "evaluators/class_average.hpp"
#include "evaluators/confusion.hpp"
#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

Value read(const Confusion& c, double level) {
  return share_of(c.true_positive, c.true_positive + c.false_positive, level);
}

double of_class(const ClassCounts& counts) {
  return counts.predicted == 0
             ? 0
             : static_cast<double>(counts.both) / static_cast<double>(counts.predicted);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return is_averaged(call) ? make_class_average(call, of_class) : make_confusion(call, read);
}

}  // namespace

const dsl::MeasureDef& precision() {
  static const std::string dialect = with_average(confusion_measure().dialect);
  static const dsl::MeasureDef def = [] {
    auto precision = confusion_measure();
    precision.name = "precision";
    precision.summary = "Share of the positive predictions that were right.";
    precision.formula = "TP / (TP + FP)";
    precision.phrase =
        "the share of {prediction}[ {positive}] that {label} confirms (precision[, {average} mean "
        "of all classes])";
    precision.options = {average_option()};
    precision.dialect = dialect;
    precision.make = make;
    return precision;
  }();
  return def;
}

}  // namespace tocsin::evaluators
