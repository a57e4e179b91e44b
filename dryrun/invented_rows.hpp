// Rows that a test invents: `send 3600 events over 60m { latency = 120ms }`.
#pragma once

#include "base/batch.hpp"
#include "dsl/plan.hpp"

namespace tocsin::dryrun {

// The events of all sends of a test to one model, in order of time, those of an earlier send first.
// Fields that no send mentions have the default of their type (LANGUAGE 5.8); keys are numbered.
// Labels stand in the row; without `after` they are known with it. Equal seeds give equal rows.
Batch invent(const Schema& schema, std::size_t model, const dsl::TestPlan& test);

}  // namespace tocsin::dryrun
