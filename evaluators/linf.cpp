#include "evaluators/binned.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::evaluators {
namespace {

double largest_difference(const Masses& masses, const dsl::AggregateCall&) {
  const auto [p, q] = shares_of(masses);
  double largest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) largest = std::max(largest, std::abs(p[i] - q[i]));
  return largest;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  return make_binned(call, reference, {.value = largest_difference});
}

}  // namespace

const dsl::MeasureDef& linf() {
  static const std::string dialect = with_bins("An empty bin has no share.");
  static const dsl::MeasureDef def = [] {
    auto linf = binned_measure();
    linf.name = "linf";
    linf.summary = "Largest difference of one share.";
    linf.result = dsl::ResultKind::share;
    linf.formula = "max |p - q| over the bins, p the live share of a bin, q the reference's";
    linf.phrase = "the largest difference of one share of {x} from {reference} (linf)";
    linf.dialect = dialect;
    linf.make = make;
    return linf;
  }();
  return def;
}

}  // namespace tocsin::evaluators
