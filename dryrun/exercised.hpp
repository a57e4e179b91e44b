// Which parts of a rule set a test has set in motion.
#pragma once

#include "dryrun/test_record.hpp"
#include "dryrun/test_scope.hpp"

#include <cstdint>
#include <set>
#include <utility>

namespace tocsin::dryrun {

enum class GapKind : std::uint8_t { no_data, too_few };

// Numbers of the whole plan.
struct Exercised {
  std::set<std::pair<std::size_t, int>> rungs;  // monitor and severity: an alert had it by a breach
  std::set<std::pair<std::size_t, GapKind>> gaps;  // monitor: an alert began or rose by it, or `ok`
                                                   // met a sample without a value
  std::set<std::size_t> routes;                    // a message went along it
  std::set<std::size_t> suppressions, mutes;       // it held an alert back

  void add(const Exercised& other);
};

Exercised exercised_by(const TestScope& scope, const TestRecord& record);

}  // namespace tocsin::dryrun
