#include "dsl/catalogue.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/evidence.hpp"
#include "evaluators/reference_steps.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
  ReferenceSteps steps{};
};

// Counts between the steps of the reference. Where these are not all of its values, the window's
// values themselves as long as they are few: the answer is exact then.
struct State {
  std::uint64_t count = 0;
  StepCounts live{};
  std::vector<double> few{};

  static bool keeps(const Spec& spec, std::uint64_t count) {
    return !spec.steps.has_all() && count <= kExactValues;
  }
  void add(Spec& spec, Block& block, Rows rows) {
    const RowValues& values = block.values(*spec.call->args[0]);
    grow(spec, count_set(values.valid, rows));
    if (spec.steps.is_empty()) return;
    for_each_set(values.valid, rows, [&](std::uint32_t row) { take(spec, values.numbers[row]); });
  }
  void merge(const Spec& spec, const State& later) {
    grow(spec, later.count);
    live.merge(later.live, spec.steps.places());
    for (const double x : later.few) take(spec, x);
  }
  // To be done before the values are taken.
  void grow(const Spec& spec, std::uint64_t by) {
    const bool folds = keeps(spec, count) && !keeps(spec, count + by);
    count += by;
    if (!folds) return;
    for (const double x : few) take(spec, x);
    few = {};
  }
  void take(const Spec& spec, double x) {
    if (keeps(spec, count)) return few.push_back(x);
    live.add(spec.steps.place_of(x), spec.steps.places());
  }
  Value value(const Spec& spec, double level) const {
    if (count == 0 || spec.steps.is_empty()) return {};
    const double gap = few.empty() ? spec.steps.largest_gap(live.dense(spec.steps.places()), count)
                                   : spec.steps.largest_gap(few);
    return {
        .known = true, .value = gap, .differs = are_apart(gap, count, spec.steps.total(), level)};
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    live.save(out);
    out.u64(few.size());
    for (const double x : few) out.number(x);
  }
  void load(const Spec& spec, Decoder& in) {
    count = load_rows(in);
    live.load(in, spec.steps.places());
    few.resize(in.count(sizeof(double)));
    for (double& x : few) {
      x = in.number();
      if (!std::isfinite(x)) in.fail();
    }
    const std::uint64_t size = spec.steps.is_empty() ? 0 : count;
    const bool kept = keeps(spec, count);
    if (few.size() != (kept ? size : 0) || live.total() != (kept ? 0 : size)) in.fail();
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  Spec spec{&call};
  if (reference != nullptr) {
    spec.steps = ReferenceSteps(reference->block.values(*call.args[0]), reference->rows);
  }
  return aggregate_of<State>(std::move(spec));
}

}  // namespace

const dsl::MeasureDef& ks() {
  static const dsl::MeasureDef def{
      .name = "ks",
      .summary = "Largest gap between the cumulative shares of the window and of the reference.",
      .params = {{"x", dsl::ParamKind::numeric}},
      .result = dsl::ResultKind::unit_interval,
      .certainty = dsl::Certainty::same_curve,
      .gives_evidence = true,
      .needs = {.reference = true},
      .low = 0,
      .high = 1,
      .formula = "max over x of |F(x) - G(x)|, two-sample Kolmogorov-Smirnov D",
      .dialect =
          "Exact while the window or the reference has up to 100,000 values; above, judged at "
          "10,000 quantiles of the reference, which misses at most 0.0001. Undefined without "
          "reference values.",
      .cost = dsl::Cost::bins,
      .push_down = "count(*) group by x",
      .phrase =
          "the largest gap between the distribution curves of {x} now and in {reference} (ks)",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
