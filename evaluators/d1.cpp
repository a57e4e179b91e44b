#include "evaluators/binned.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

double sum_of_differences(const Masses& masses, const dsl::AggregateCall&) {
  const auto [p, q] = shares_of(masses);
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) sum += std::abs(p[i] - q[i]);
  return sum;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  return make_binned(call, reference, {.value = sum_of_differences});
}

}  // namespace

const dsl::MeasureDef& d1() {
  static const std::string dialect = with_bins("An empty bin has no share.");
  static const dsl::MeasureDef def = [] {
    auto d1 = binned_measure();
    d1.name = "d1";
    d1.summary = "Sum of the differences of all shares.";
    d1.result = dsl::ResultKind::number;
    d1.high = 2;
    d1.formula = "Σ |p - q| over the bins, p the live share of a bin, q the reference's";
    d1.phrase = "the sum of the differences of all shares of {x} from {reference} (d1)";
    d1.dialect = dialect;
    d1.make = make;
    return d1;
  }();
  return def;
}

}  // namespace tocsin::evaluators
