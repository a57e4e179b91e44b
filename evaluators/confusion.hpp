// Counts of predictions against labels: what precision, recall, specificity and f1 have in common.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/aggregate.hpp"

#include <functional>
#include <memory>

namespace tocsin::evaluators {

// Rows in which both the prediction and the label are known, by whether each is the positive value.
struct Confusion {
  std::uint64_t true_positive = 0;
  std::uint64_t false_positive = 0;
  std::uint64_t false_negative = 0;
  std::uint64_t true_negative = 0;

  std::uint64_t total() const {
    return true_positive + false_positive + false_negative + true_negative;
  }
};

// What the counts are worth, with an interval of the level; 0/0 is undefined.
using ReadConfusion = std::function<Value(const Confusion&, double level)>;
std::unique_ptr<Aggregate> make_confusion(const dsl::AggregateCall& call, ReadConfusion read);

// The definition of a yes/no measure but for its name and texts.
dsl::MeasureDef confusion_measure();

}  // namespace tocsin::evaluators
