// Errors of numbers that were predicted: what bias, mae, rmse and their like have in common.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/moments.hpp"

#include <cmath>
#include <limits>
#include <memory>

namespace tocsin::evaluators {

struct ErrorSpec {
  const dsl::AggregateCall* call;
  dsl::RowExprPtr predicted{};  // made with the first block
  dsl::RowExprPtr actual{};

  void prepare(const Schema& schema);
};

// take(prediction, label) for each of the rows that has both.
template <typename Take>
void for_each_pair(ErrorSpec& spec, Block& block, Rows rows, Take take) {
  spec.prepare(block.schema());
  const RowValues& predicted = block.values(*spec.predicted);
  const RowValues& actual = block.values(*spec.actual);
  for_each_set(predicted.valid, rows, [&](std::uint32_t row) {
    if (actual.valid[row]) take(predicted.numbers[row], actual.numbers[row]);
  });
}

// A state of AggregateOf that sums up Of(prediction, label), with Sum either Average or Moments. An
// error that is not finite is undefined and left out of the sum.
template <typename Sum, auto Of, auto Read>
struct ErrorState {
  std::uint64_t count = 0;
  Sum sum;

  void add(ErrorSpec& spec, Block& block, Rows rows) {
    for_each_pair(spec, block, rows, [&](double predicted, double actual) {
      ++count;
      const double error = Of(predicted, actual);
      if (std::isfinite(error)) sum.add(error);
    });
  }
  void merge(const ErrorSpec&, const ErrorState& later) {
    count += later.count;
    sum.merge(later.sum);
  }
  Value value(const ErrorSpec&, double level) const {
    return sum.count() == 0 ? Value{} : Read(sum, level);
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    sum.save(out);
  }
  void load(const ErrorSpec&, Decoder& in) {
    count = load_rows(in);
    sum.load(in);
    if (sum.count() > count) in.fail();
  }
};

template <typename Sum, auto Of, auto Read>
std::unique_ptr<Aggregate> make_error(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<ErrorState<Sum, Of, Read>>(ErrorSpec{&call});
}

inline double squared_error(double predicted, double actual) {
  return (predicted - actual) * (predicted - actual);
}

inline Value plain_mean(const Average& average, double /*level*/) {
  return finite_value(average.mean());
}

// The definition of such a measure, not negative, but for its name, result and texts.
dsl::MeasureDef error_measure();

}  // namespace tocsin::evaluators
