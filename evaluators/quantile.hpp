// Quantiles under all their names.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/aggregate.hpp"

namespace tocsin::evaluators {

std::unique_ptr<Aggregate> make_quantile(const dsl::AggregateCall& call, double p);

template <int PerMille>
std::unique_ptr<Aggregate> make_fixed_quantile(const dsl::AggregateCall& call,
                                               const ReferenceView*) {
  return make_quantile(call, PerMille / 1000.0);
}

// What they say of themselves but for the name.
inline constexpr const char* kQuantileFormula =
    "the value at place (n - 1)·p of the sorted values, interpolated (type 7 of Hyndman and Fan)";
inline constexpr const char* kQuantileDialect =
    "Exact up to 100,000 values in the window, above within 0.4% of the value; missing values are "
    "left out; 95% interval from order statistics.";
inline constexpr const char* kQuantilePushDown = "percentile_cont(p) within group (order by x)";

}  // namespace tocsin::evaluators
