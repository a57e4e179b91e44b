#include "dsl/catalogue.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/evidence.hpp"
#include "evaluators/reference_steps.hpp"

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
  ReferenceSteps steps{};
};

struct State {
  std::uint64_t count = 0;
  StepCounts live{};

  void add(Spec& spec, Block& block, Rows rows) {
    const RowValues& values = block.values(*spec.call->args[0]);
    count += count_set(values.valid, rows);
    if (spec.steps.is_empty()) return;
    for_each_set(values.valid, rows, [&](std::uint32_t row) {
      live.add(spec.steps.place_of(values.numbers[row]), spec.steps.places());
    });
  }
  void merge(const Spec& spec, const State& later) {
    count += later.count;
    live.merge(later.live, spec.steps.places());
  }
  Value value(const Spec& spec, double level) const {
    if (count == 0 || spec.steps.is_empty()) return {};
    const double gap = spec.steps.largest_gap(live.dense(spec.steps.places()), count);
    return {.known = true,
            .value = gap,
            .differs = same_curve(gap, count, spec.steps.total()) < 1 - level};
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    live.save(out);
  }
  void load(const Spec& spec, Decoder& in) {
    count = load_rows(in);
    live.load(in, spec.steps.places());
    if (live.total() != (spec.steps.is_empty() ? 0 : count)) in.fail();
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
          "Exact for any window while the reference has up to 100,000 values; above, judged at "
          "10,000 of its quantiles, which misses at most 0.0001. Undefined without reference "
          "values.",
      .cost = dsl::Cost::bins,
      .push_down = "count(*) group by x",
      .phrase =
          "the largest gap between the distribution curves of {x} now and in {reference} (ks)",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
