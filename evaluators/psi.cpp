#include "dsl/catalogue.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/evidence.hpp"
#include "evaluators/exact_sum.hpp"
#include "evaluators/numeric.hpp"
#include "evaluators/reference_bins.hpp"
#include "evaluators/signatures.hpp"

#include <algorithm>
#include <limits>

namespace tocsin::evaluators {
namespace {

using Counts = std::vector<std::uint64_t>;

// Population stability index of `live` against `baseline`:  Σ (pᵢ − qᵢ) · ln(pᵢ / qᵢ).
// Dimensionless, ≥ 0. Shapes: two histograms of equal length, counts, neither without any.
// An empty bin counts as half an observation, so one rare value cannot make the sum infinite; a bin
// that is empty on both sides says nothing and is left out.
double stability_index(const Counts& live, const Counts& baseline) {
  const auto mass = [](std::uint64_t count) {
    return count == 0 ? 0.5 : static_cast<double>(count);
  };
  double live_total = 0;
  double baseline_total = 0;
  for (std::size_t i = 0; i < live.size(); ++i) {
    if (live[i] == 0 && baseline[i] == 0) continue;
    live_total += mass(live[i]);
    baseline_total += mass(baseline[i]);
  }
  ExactSum index;
  for (std::size_t i = 0; i < live.size(); ++i) {
    if (live[i] == 0 && baseline[i] == 0) continue;
    const double p = mass(live[i]) / live_total;
    const double q = mass(baseline[i]) / baseline_total;
    index.add((p - q) * std::log(p / q));
  }
  return index.rounded();
}

struct Spec {
  const dsl::AggregateCall* call;
  ReferenceBins bins{};
};

struct State {
  std::uint64_t count = 0;
  Counts live{};  // empty until there is a value; as long as the bins

  void add(Spec& spec, Block& block, Rows rows) {
    const RowValues& values = block.values(*spec.call->args[0]);
    const std::uint64_t known = count_set(values.valid, rows);
    count += known;
    if (known == 0 || spec.bins.size() == 0) return;
    live.resize(spec.bins.size());
    spec.bins.count(values, rows, live);
  }
  void merge(const Spec&, const State& later) {
    count += later.count;
    live.resize(std::max(live.size(), later.live.size()));
    for (std::size_t i = 0; i < later.live.size(); ++i) live[i] += later.live[i];
  }
  Value value(const Spec& spec, double level) const {
    if (live.empty()) return {};
    Value value = finite_value(stability_index(live, spec.bins.reference()));
    value.differs = homogeneity(live, spec.bins.reference()) < 1 - level;
    return value;
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    out.u64(live.size());
    for (const auto n : live) out.u64(n);
  }
  void load(const Spec& spec, Decoder& in) {
    count = load_rows(in);
    const std::size_t size = in.count();
    if (size != 0 && size != spec.bins.size()) return in.fail();
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += live.emplace_back(load_rows(in));
    if (size != 0 && sum != count) in.fail();
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  Spec spec{&call};
  if (reference != nullptr) {
    spec.bins = ReferenceBins(reference->block.values(*call.args[0]), reference->rows);
  }
  return aggregate_of<State>(std::move(spec));
}

}  // namespace

const dsl::MeasureDef& psi() {
  static const dsl::MeasureDef def{
      .name = "psi",
      .summary = "Population stability index: how far a field moved away from the reference.",
      .params = {{"x", dsl::ParamKind::any_value}},
      .options = binning_options(),
      .result = dsl::ResultKind::number,
      .certainty = dsl::Certainty::same_chi,
      .gives_evidence = true,
      .needs = {.reference = true},
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "Σ (p - q)·ln(p / q) over the bins, p the live share of a bin, q the reference's",
      .dialect =
          "Numbers: ten bins at the reference's deciles (type 7), closed on the right, equal "
          "edges merged, outer bins open; texts: the reference's and `other`. A bin that is "
          "empty on one side counts half an observation there and the shares are scaled to 1 "
          "again; one that is empty on both is left out. Undefined without reference values.",
      .cost = dsl::Cost::bins,
      .push_down = "count(*) group by the bin of x",
      .phrase = "the population stability index of {x} against {reference} (psi)",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
