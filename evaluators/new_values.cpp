#include "evaluators/category_table.hpp"
#include "evaluators/ratio.hpp"
#include "evaluators/row_kernels.hpp"

#include <algorithm>

namespace tocsin::evaluators {
namespace {

struct Unseen {
  const dsl::AggregateCall* call;
  bool has_reference = false;
  CategoryTable texts{};
  std::vector<double> numbers{};  // distinct, rising

  Tally count(Block& block, Rows rows) {
    const RowValues& values = block.values(*call->args[0]);
    Tally tally;
    const auto judge = [&](bool is_new) {
      ++tally.judged;
      tally.hits += is_new ? 1 : 0;
    };
    if (is_text(values)) {
      texts.for_each(values, rows, [&](std::uint32_t number) { judge(number == texts.size()); });
    } else {
      for_each_set(values.valid, rows, [&](std::uint32_t row) {
        judge(!std::ranges::binary_search(numbers, values.numbers[row]));
      });
    }
    return tally;
  }
};

// Without reference every value would be new: undefined instead.
struct State : RatioState<Unseen> {
  Value value(const Unseen& spec, double level) const {
    return spec.has_reference ? RatioState::value(spec, level) : Value{};
  }
};

std::vector<double> distinct_numbers(const RowValues& values, Rows rows) {
  std::vector<double> numbers;
  for_each_set(values.valid, rows,
               [&](std::uint32_t row) { numbers.push_back(values.numbers[row]); });
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
  return numbers;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  Unseen spec{&call};
  if (reference != nullptr) {
    const RowValues& values = reference->block.values(*call.args[0]);
    spec.has_reference = count_set(values.valid, reference->rows) > 0;
    if (is_text(values))
      spec.texts = CategoryTable(values, reference->rows);
    else
      spec.numbers = distinct_numbers(values, reference->rows);
  }
  return aggregate_of<State>(std::move(spec));
}

}  // namespace

const dsl::MeasureDef& new_values() {
  static const dsl::MeasureDef def{
      .name = "new_values",
      .summary = "Share of the events whose value the reference does not have.",
      .params = {{"x", dsl::ParamKind::any_value}},
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .needs = {.reference = true},
      .low = 0,
      .high = 1,
      .formula = "events whose x does not occur in the reference / events with x",
      .dialect =
          "Missing values are left out on both sides; undefined without reference values; "
          "95% interval: Wilson.",
      .cost = dsl::Cost::table,
      .push_down = "count(*) filter (where x not in (values of the reference)), count(x)",
      .phrase = "the share of events whose {x} does not occur in {reference}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
