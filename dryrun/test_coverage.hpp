// How much of a rule set its tests set in motion, and what none of them does.
#pragma once

#include "dryrun/exercised.hpp"
#include "dsl/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::dryrun {

enum class PartKind : std::uint8_t { rung, gap, route, suppression, mute };
inline constexpr std::size_t kPartKinds = 5;
std::string_view to_text(PartKind kind);  // "rung", "gap", "route", "suppression", ...

// One part of the rules that can act.
struct Part {
  PartKind kind{};
  std::string name;  // "page of loan_rejection.slow", "no data of loan_rejection.slow", "page to
                     // oncall", "loans.slow while loans.silent", "nights on loans.slow"
  dsl::Span span;
  bool is_exercised = false;
};

struct Coverage {
  std::vector<Part> parts;  // rungs and gaps by monitor, then routes, suppressions and mutes; as
                            // the plan has them

  std::size_t count(PartKind kind) const;
  std::size_t exercised(PartKind kind) const;
  double share() const;  // of all parts; 1 where there are none
};

// A silence is of one day, and no part. Gaps that `keep`, and `no data` of measures that always
// have a value, cannot act and are no part.
Coverage coverage_of(const dsl::Plan& plan, const Exercised& exercised);

}  // namespace tocsin::dryrun
