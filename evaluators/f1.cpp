#include "evaluators/class_average.hpp"
#include "evaluators/confusion.hpp"
#include "evaluators/interval.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

// With p the share of true positives among all but the true negatives, F1 = 2p / (1 + p), and
// dF1/dp = 2 / (1 + p)² carries the sampling error of p over.
Value read(const Confusion& c, double level) {
  const std::uint64_t relevant = c.true_positive + c.false_positive + c.false_negative;
  if (relevant == 0) return {};
  const auto hits = static_cast<double>(c.true_positive);
  const auto n = static_cast<double>(relevant);
  const double p = hits / n;
  const double f1 = 2 * hits / (n + hits);
  const double error = 2 / ((1 + p) * (1 + p)) * std::sqrt(p * (1 - p) / n);
  const Interval sure = around(f1, error, {0, 1}, level);
  return {.known = true, .value = f1, .low = sure.low, .high = sure.high};
}

double of_class(const ClassCounts& counts) {
  return 2 * static_cast<double>(counts.both) /
         static_cast<double>(counts.predicted + counts.actual);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return is_averaged(call) ? make_class_average(call, of_class) : make_confusion(call, read);
}

}  // namespace

const dsl::MeasureDef& f1() {
  static const std::string dialect = with_average(
      "From whole counts of the labelled events; 0/0 is undefined; 95% interval: delta method.");
  static const dsl::MeasureDef def = [] {
    auto f1 = confusion_measure();
    f1.name = "f1";
    f1.summary = "Harmonic mean of precision and recall.";
    f1.formula = "2·TP / (2·TP + FP + FN)";
    f1.dialect = dialect;
    f1.phrase =
        "the harmonic mean of precision and recall of {prediction}[ {positive}] (f1[, {average} "
        "mean of all classes])";
    f1.options = {average_option()};
    f1.make = make;
    return f1;
  }();
  return def;
}

}  // namespace tocsin::evaluators
