// The score of an event beside whether its label is the positive value.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/aggregate_of.hpp"

namespace tocsin::evaluators {

struct ScoredLabels {
  const dsl::AggregateCall* call;
  dsl::RowExprPtr score{};  // made with the first block
  dsl::RowExprPtr actual{};

  void prepare(const Schema& schema);

  // take(score, is_positive) for each of the rows that has both.
  template <typename Take>
  void each(Block& block, Rows rows, Take take) {
    prepare(block.schema());
    const RowValues& scores = block.values(*score);
    const RowValues& positive = block.condition(*actual);
    for_each_set(scores.valid, rows, [&](std::uint32_t row) {
      if (positive.valid[row]) take(scores.numbers[row], positive.truth[row]);
    });
  }
};

// A score that is taken for a probability; others are left out.
inline bool is_probability(double score) { return score >= 0 && score <= 1; }

// The definition of a measure of probabilities, not negative, but for its name and texts.
dsl::MeasureDef score_measure();

}  // namespace tocsin::evaluators
