// How what holds alerts back differs: suppressions, mutes and silences.
#pragma once

#include "changes/change.hpp"
#include "dsl/plan.hpp"

#include <vector>

namespace tocsin::changes {

// Mutes are matched by package and name, suppressions by the source that they look at, silences by
// monitors and beginning.
void compare_quiet(const dsl::Plan& old, const dsl::Plan& now, std::vector<Change>& changes);

}  // namespace tocsin::changes
