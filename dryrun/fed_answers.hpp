// Answers that a test invents for a raw query: `feed ranker.queue = ramp(0, 200) over 30m`.
#pragma once

#include "dsl/plan.hpp"

#include <cstdint>
#include <vector>

namespace tocsin::dryrun {

struct Answer {
  Instant at{};
  double value = 0;  // in the units of Sample
};

// One at every tick of the monitor from the beginning of the feed to its end, both included; none
// where the generator says `missing`. Equal seeds give equal answers.
std::vector<Answer> answers_of(const dsl::FeedPlan& feed, const dsl::MonitorPlan& monitor,
                               const dsl::ModelPlan& model, std::uint64_t seed);

}  // namespace tocsin::dryrun
