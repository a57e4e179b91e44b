#include "dsl/catalogue.hpp"
#include "evaluators/curves.hpp"
#include "evaluators/evidence.hpp"
#include "evaluators/moments.hpp"
#include "evaluators/option.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

constexpr double kLeastSpread =
    0.001;  // Evidently's, so that a constant reference does not divide by 0

struct Spec {
  const dsl::AggregateCall* call;
  ValueCounts reference{};
  std::uint64_t total = 0;
  double unit = 1;
};

struct State {
  QuantileSummary values{};

  void add(Spec& spec, Block& block, Rows rows) {
    for_each_number(block, *spec.call->args[0], rows, [&](double x) { values.add(x); });
  }
  void merge(const Spec&, const State& later) { values.merge(later.values); }
  Value value(const Spec& spec, double level) const {
    if (values.count() == 0 || spec.total == 0) return {};
    const auto apart = between_curves(values.in_order(), spec.reference);
    Value value = finite_value(apart.area / spec.unit);
    value.differs = are_apart(apart.gap, values.count(), spec.total, level);
    return value;
  }
  std::uint64_t judged() const { return values.count(); }
  void save(Encoder& out) const { values.save(out); }
  void load(const Spec&, Decoder& in) { values.load(in); }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  Spec spec{&call};
  if (reference == nullptr) return aggregate_of<State>(std::move(spec));
  QuantileSummary values;
  Moments moments;
  for_each_number(reference->block, *call.args[0], reference->rows, [&](double x) {
    values.add(x);
    moments.add(x);
  });
  spec.reference = values.in_order();
  spec.total = values.count();
  if (word_of(call, "normed", "false") == "true") {
    const auto n = static_cast<double>(spec.total);
    const double sample = spec.total > 1 ? moments.standard_deviation() : 0;
    spec.unit = std::max(kLeastSpread, n > 1 ? sample * std::sqrt((n - 1) / n) : 0);
  }
  return aggregate_of<State>(std::move(spec));
}

}  // namespace

const dsl::MeasureDef& wasserstein() {
  static const dsl::MeasureDef def{
      .name = "wasserstein",
      .summary = "How far the values have to be moved, on average, to be those of the reference.",
      .params = {{"x", dsl::ParamKind::numeric}},
      .options = {{"normed", dsl::OptionKind::flag, {}, false, "false"}},
      .result = dsl::ResultKind::as_argument,
      .certainty = dsl::Certainty::same_curve,
      .gives_evidence = true,
      .needs = {.reference = true},
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "∫ |F(x) - G(x)| dx, F and G the shares of values up to x in window and reference",
      .dialect =
          "Exact up to 100,000 values on either side, above within 0.4% of the mean size of "
          "the values. `normed: true` is a plain number, in standard deviations of the reference "
          "(n), "
          "or in 0.001 where that is more (Evidently). Undefined without reference values.",
      .cost = dsl::Cost::sorted_values,
      .push_down = "count(*) group by x",
      .phrase = "the mean distance by which {x} moved from {reference} (wasserstein)",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
