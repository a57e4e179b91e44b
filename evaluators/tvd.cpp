#include "evaluators/binned.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

double total_variation(const Masses& masses, const dsl::AggregateCall&) {
  const auto [p, q] = shares_of(masses);
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) sum += std::abs(p[i] - q[i]);
  return sum / 2;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  return make_binned(call, reference, {.value = total_variation});
}

}  // namespace

const dsl::MeasureDef& tvd() {
  static const std::string dialect = with_bins("An empty bin has no share.");
  static const dsl::MeasureDef def = [] {
    auto tvd = binned_measure();
    tvd.name = "tvd";
    tvd.summary = "Total variation distance: half the sum of the differences of all shares.";
    tvd.formula = "Σ |p - q| / 2 over the bins, p the live share of a bin, q the reference's";
    tvd.phrase = "the total variation distance of {x} from {reference} (tvd)";
    tvd.dialect = dialect;
    tvd.make = make;
    return tvd;
  }();
  return def;
}

}  // namespace tocsin::evaluators
