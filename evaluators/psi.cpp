#include "evaluators/binned.hpp"
#include "evaluators/exact_sum.hpp"

#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

// Population stability index of the live shares against the reference's: Σ (pᵢ − qᵢ) · ln(pᵢ / qᵢ).
// Dimensionless, ≥ 0.
double stability_index(const Masses& masses, const dsl::AggregateCall& call) {
  const auto [live, reference] = filled_shares(masses, binning_of(call).dialect);
  ExactSum index;
  for (std::size_t i = 0; i < live.size(); ++i) {
    const double p = live[i], q = reference[i];
    index.add((p - q) * std::log(p / q));
  }
  return index.rounded();
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  return make_binned(call, reference, {.value = stability_index, .joins_new_texts = true});
}

}  // namespace

const dsl::MeasureDef& psi() {
  static const std::string dialect = with_bins(
      "A bin that is empty on one side counts half an observation there and the shares are scaled "
      "to "
      "1 again; one that is empty on both is left out; texts that the reference lacks are one bin. "
      "Others do without scaling: credit takes no share for smaller than 0.0001 (credit scoring); "
      "sturges an empty one for 0.0001, or for a millionth of the smallest share on its side where "
      "that is 0.0001 or less; smoothed, with the bins of equal, adds 0.00001 to every share "
      "(popmon); "
      "equal takes an empty one for 2.2e-308.");
  static const dsl::MeasureDef def = [] {
    auto psi = binned_measure();
    psi.name = "psi";
    psi.summary = "Population stability index: how far a field moved away from the reference.";
    psi.options = binning_options(filling_dialects());
    psi.result = dsl::ResultKind::number;
    psi.high = std::numeric_limits<double>::infinity();
    psi.formula = "Σ (p - q)·ln(p / q) over the bins, p the live share of a bin, q the reference's";
    psi.phrase = "the population stability index of {x} against {reference} (psi)";
    psi.dialect = dialect;
    psi.make = make;
    return psi;
  }();
  return def;
}

}  // namespace tocsin::evaluators
