#include "evaluators/exact_sum.hpp"
#include "evaluators/number_sums.hpp"
#include "evaluators/numeric.hpp"

namespace tocsin::evaluators {
namespace {

struct State {
  std::uint64_t count = 0;
  ExactSum sum;

  void add(NumericSpec& spec, Block& block, Rows rows) {
    std::vector<double> room;
    const auto numbers = known_numbers(block.values(*spec.call->args[0]), rows, room);
    count += numbers.size();
    add_numbers(numbers, sum);
  }
  void merge(const NumericSpec&, const State& later) {
    count += later.count;
    sum.merge(later.sum);
  }
  Value value(const NumericSpec&) const {
    return count == 0 ? Value{} : finite_value(sum.rounded());
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    sum.save(out);
  }
  void load(const NumericSpec&, Decoder& in) {
    count = load_rows(in);
    sum.load(in);
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(NumericSpec{&call});
}

}  // namespace

const dsl::MeasureDef& sum() {
  static const dsl::MeasureDef def{
      .name = "sum",
      .summary = "Sum of a number over the events that have it.",
      .params = {{"x", dsl::ParamKind::numeric}},
      .result = dsl::ResultKind::as_argument,
      .formula = "Σ x",
      .dialect =
          "Without rounding but that of the result, so the order of the events does not "
          "matter; missing values are left out.",
      .cost = dsl::Cost::moments,
      .push_down = "sum(x)",
      .phrase = "the sum of {x}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
