#include "evaluators/binned.hpp"
#include "evaluators/exact_sum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

double divergence(const Masses& masses, const dsl::AggregateCall& call) {
  const auto [live, reference] = scaled(filled_shares(masses, binning_of(call).dialect));
  ExactSum sum;
  for (std::size_t i = 0; i < live.size(); ++i)
    sum.add(reference[i] * std::log(reference[i] / live[i]));
  return sum.rounded();
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  return make_binned(call, reference, {.value = divergence, .joins_new_texts = true});
}

}  // namespace

const dsl::MeasureDef& kl() {
  static const std::string dialect = with_bins(
      "Empty bins as psi has them in each dialect, and all shares scaled to 1 afterwards (as "
      "scipy's "
      "entropy).");
  static const dsl::MeasureDef def = [] {
    auto kl = binned_measure();
    kl.name = "kl";
    kl.summary = "Kullback-Leibler divergence of the reference from the window.";
    kl.options = binning_options(filling_dialects());
    kl.result = dsl::ResultKind::number;
    kl.high = std::numeric_limits<double>::infinity();
    kl.formula = "Σ q·ln(q / p) over the bins, p the live share of a bin, q the reference's";
    kl.phrase = "the Kullback-Leibler divergence of {x} from {reference} (kl)";
    kl.dialect = dialect;
    kl.make = make;
    return kl;
  }();
  return def;
}

}  // namespace tocsin::evaluators
