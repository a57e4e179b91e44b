// What distances over bins have in common: how their dialects cut values and treat empty bins.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/aggregate.hpp"
#include "evaluators/bin_edges.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::evaluators {

// Named after what they do; whose habit each one is stands in the definitions.
enum class Dialect { credit, decile, doane, equal, smoothed, sturges, pooled_edges };

struct Binning {
  Dialect dialect = Dialect::decile;
  std::size_t bins = 10;
};
Binning binning_of(const dsl::AggregateCall& call);

// Shares of the live and of the reference values in each bin.
struct Shares {
  std::vector<double> live, reference;
};

Shares shares_of(const Masses& masses);  // an empty bin has none

// None of them 0, as the dialect would have it: for sums of logarithms. What is added is not always
// taken from the others, so the shares may have a sum above 1.
Shares filled_shares(const Masses& masses, Dialect dialect);
// Scaled so that both sum to 1.
Shares scaled(Shares shares);

struct BinnedDistance {
  // Neither sample is without any mass.
  double (*value)(const Masses& masses, const dsl::AggregateCall& call) = nullptr;
  // Texts that the reference lacks are one bin, so that each of them does not count for an empty
  // one; else each is its own.
  bool joins_new_texts = false;
  bool sturges_by_distinct = false;  // Sturges' rule over different values instead of all
};

std::unique_ptr<Aggregate> make_binned(const dsl::AggregateCall& call,
                                       const ReferenceView* reference, BinnedDistance distance);

// `dialect:` and `bins:`; the dialects are in alphabetical order.
std::vector<dsl::OptionDef> binning_options(std::vector<std::string_view> dialects);
std::vector<std::string_view> usual_dialects();    // of any distance over bins
std::vector<std::string_view> filling_dialects();  // of those that cannot do with empty bins

// The definition of a distance over bins but for its name and texts; the words on dialects follow
// those that say what happens to empty bins.
dsl::MeasureDef binned_measure();
std::string with_bins(std::string_view empty_bins);

}  // namespace tocsin::evaluators
