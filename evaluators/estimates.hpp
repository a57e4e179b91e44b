// What estimated(M) and estimation_gap(M) are made of.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/aggregate.hpp"

#include <memory>

namespace tocsin::evaluators {

// The measure that is estimated, with its prediction, label and positive value.
const dsl::AggregateCall& estimated_measure(const dsl::AggregateCall& call);
// Measures that can be estimated, and the arguments of an estimate.
dsl::MeasureDef estimate_definition();

// From calibrated scores. `reference` has labels.
std::unique_ptr<Aggregate> make_expected_counts(const dsl::AggregateCall& call,
                                                const ReferenceView& reference);
std::unique_ptr<Aggregate> make_expected_ranking(const dsl::AggregateCall& call,
                                                 const ReferenceView& reference);
// By `buckets:`, from what the reference's rows of each bucket came to.
std::unique_ptr<Aggregate> make_bucket_estimate(const dsl::AggregateCall& call,
                                                const ReferenceView& reference);
// Of an estimate by buckets: it takes the rows whose label is known, and merges with the one that
// takes all rows.
bool is_realised_part(const dsl::AggregateCall& call);
// The one that the call asks for.
std::unique_ptr<Aggregate> make_estimate(const dsl::AggregateCall& call,
                                         const ReferenceView* reference);

}  // namespace tocsin::evaluators
