#include "evaluators/binned.hpp"
#include "evaluators/exact_sum.hpp"
#include "evaluators/option.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

double half_divergence(const std::vector<double>& of, const std::vector<double>& other) {
  ExactSum sum;
  for (std::size_t i = 0; i < of.size(); ++i)
    if (of[i] > 0) sum.add(of[i] * std::log(of[i] / ((of[i] + other[i]) / 2)));
  return sum.rounded() / 2;
}

double jensen_shannon(const Masses& masses, const dsl::AggregateCall& call) {
  const auto dialect = binning_of(call).dialect;
  const auto [p, q] =
      dialect == Dialect::smoothed ? filled_shares(masses, dialect) : shares_of(masses);
  const double nats = std::max(0.0, half_divergence(p, q) + half_divergence(q, p));
  const double divergence = word_of(call, "base", "2") == "2" ? nats / std::log(2.0) : nats;
  return word_of(call, "form", "distance") == "distance" ? std::sqrt(divergence) : divergence;
}

std::vector<dsl::OptionDef> options() {
  auto all = binning_options({"decile", "doane", "equal", "smoothed", "sturges", "union"});
  all.insert(all.begin(), {"base", dsl::OptionKind::word, {"2", "e"}, false, "2"});
  all.push_back({"form", dsl::OptionKind::word, {"distance", "divergence"}, false, "distance"});
  return all;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  return make_binned(call, reference, {.value = jensen_shannon});
}

}  // namespace

const dsl::MeasureDef& js() {
  static const std::string dialect = with_bins(
      "`form: divergence` leaves out the root; the logarithm has base 2, or e. An empty bin has no "
      "share; smoothed, with the bins of equal, adds 0.00001 to every share (popmon).");
  static const dsl::MeasureDef def = [] {
    auto js = binned_measure();
    js.name = "js";
    js.summary = "Jensen-Shannon distance of the window from the reference.";
    js.options = options();
    js.formula =
        "sqrt((Σ p·log(p / m) + Σ q·log(q / m)) / 2), m = (p + q) / 2, p the live share of a bin, "
        "q the reference's";
    js.phrase = "the Jensen-Shannon distance of {x} from {reference} (js)";
    js.dialect = dialect;
    js.make = make;
    return js;
  }();
  return def;
}

}  // namespace tocsin::evaluators
