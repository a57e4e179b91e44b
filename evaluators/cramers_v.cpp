#include "evaluators/binned.hpp"
#include "evaluators/evidence.hpp"

#include <cmath>
#include <numeric>

namespace tocsin::evaluators {
namespace {

double association(const Masses& masses, const dsl::AggregateCall&) {
  const auto [statistic, degrees] = chi_square(masses.live, masses.reference);
  if (degrees == 0) return 0;
  double total = 0;
  for (std::size_t i = 0; i < masses.live.size(); ++i)
    total += masses.live[i] + masses.reference[i];
  return std::sqrt(statistic / total);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  return make_binned(call, reference, {.value = association});
}

}  // namespace

const dsl::MeasureDef& cramers_v() {
  static const std::string dialect = with_bins(
      "Without correction for continuity or bias; 0 where all values lie in one bin; bins that are "
      "empty on both sides are left out.");
  static const dsl::MeasureDef def = [] {
    auto cramers_v = binned_measure();
    cramers_v.name = "cramers_v";
    cramers_v.summary = "Association of the values with window or reference.";
    cramers_v.formula =
        "sqrt(χ² / N), χ² of the table of two rows, window and reference, over the bins, N the "
        "values of both";
    cramers_v.phrase = "the association of {x} with {reference} or now (cramers_v)";
    cramers_v.dialect = dialect;
    cramers_v.make = make;
    return cramers_v;
  }();
  return def;
}

}  // namespace tocsin::evaluators
