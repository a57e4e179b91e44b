#include "evaluators/binned.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::evaluators {
namespace {

double hellinger_distance(const Masses& masses, const dsl::AggregateCall&) {
  const auto [p, q] = shares_of(masses);
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double apart = std::sqrt(p[i]) - std::sqrt(q[i]);
    sum += apart * apart;
  }
  return std::sqrt(sum / 2);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  return make_binned(call, reference, {.value = hellinger_distance, .sturges_by_distinct = true});
}

}  // namespace

const dsl::MeasureDef& hellinger() {
  static const std::string dialect = with_bins(
      "An empty bin has no share; here sturges goes by the number of different values and takes no "
      "heed of few ones.");
  static const dsl::MeasureDef def = [] {
    auto hellinger = binned_measure();
    hellinger.name = "hellinger";
    hellinger.summary = "Hellinger distance of the window from the reference.";
    hellinger.formula =
        "sqrt(Σ (sqrt p - sqrt q)² / 2) over the bins, p the live share of a bin, q the "
        "reference's";
    hellinger.phrase = "the Hellinger distance of {x} from {reference} (hellinger)";
    hellinger.dialect = dialect;
    hellinger.make = make;
    return hellinger;
  }();
  return def;
}

}  // namespace tocsin::evaluators
