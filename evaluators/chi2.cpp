#include "evaluators/binned.hpp"
#include "evaluators/evidence.hpp"
#include "evaluators/option.hpp"

#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

// Of the live values, were they of the reference's shares; G of S. S. Wilks, "The likelihood test
// of independence in contingency tables", Annals of Mathematical Statistics 6 (1935).
double goodness_of_fit(const Masses& masses, bool is_g) {
  const auto [live, reference] = shares_of(masses);
  const auto expected = filled_shares(masses, Dialect::decile).reference;
  double count = 0, sum = 0;
  for (const double mass : masses.live) count += mass;
  std::size_t used = 0;
  for (std::size_t i = 0; i < live.size(); ++i) {
    if (masses.live[i] == 0 && masses.reference[i] == 0) continue;
    const double p = live[i], q = expected[used++];
    if (!is_g)
      sum += (p - q) * (p - q) / q;
    else if (p > 0)
      sum += 2 * p * std::log(p / q);
  }
  return std::max(0.0, sum * count);
}

double statistic(const Masses& masses, const dsl::AggregateCall& call) {
  const auto form = word_of(call, "form", "homogeneity");
  return form == "homogeneity" ? chi_square(masses.live, masses.reference).statistic
                               : goodness_of_fit(masses, form == "g");
}

std::vector<dsl::OptionDef> options() {
  auto all = binning_options(usual_dialects());
  all.push_back({"form", dsl::OptionKind::word, {"fit", "g", "homogeneity"}, false, "homogeneity"});
  return all;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  return make_binned(call, reference, {.value = statistic});
}

}  // namespace

const dsl::MeasureDef& chi2() {
  static const std::string dialect = with_bins(
      "Of the table of two rows without correction (NannyML); `form: fit` takes the reference's "
      "shares "
      "for known (Evidently), `form: g` their likelihood ratio 2·Σ n·ln(n / e); in both, a bin "
      "that "
      "the reference lacks has half an observation there. Bins that are empty on both sides are "
      "left out.");
  static const dsl::MeasureDef def = [] {
    auto chi2 = binned_measure();
    chi2.name = "chi2";
    chi2.summary = "Chi-square statistic of the window against the reference.";
    chi2.options = options();
    chi2.result = dsl::ResultKind::number;
    chi2.high = std::numeric_limits<double>::infinity();
    chi2.formula =
        "Σ (n - e)² / e over the bins of window and reference, n the values of a bin, e as many as "
        "there would be were both of one distribution";
    chi2.phrase = "the chi-square statistic of {x} against {reference} (chi2)";
    chi2.dialect = dialect;
    chi2.make = make;
    return chi2;
  }();
  return def;
}

}  // namespace tocsin::evaluators
