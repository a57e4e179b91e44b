// How much a test asks for: a slip in a unit must not keep the machine busy for hours.
#pragma once

#include "dsl/plan.hpp"

#include <optional>
#include <string>

namespace tocsin::dsl {

inline constexpr double kMostTestEvents = 10'000'000;
inline constexpr double kMostVerdicts = 5'000'000;

// Why a test that runs until `end` is too long: it would judge more than kMostVerdicts times, each
// monitor at its ticks in each segment that the rules name. Nothing if it is not.
std::optional<std::string> too_many_verdicts(const Plan& plan, const TestPlan& test, Instant end);

}  // namespace tocsin::dsl
