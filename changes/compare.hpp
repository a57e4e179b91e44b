// The difference of two checked rule sets in what they mean: templates, lets and defaults are
// spelled out in a plan, so that a change of layout or of names of lets is none.
#pragma once

#include "changes/change.hpp"
#include "dsl/plan.hpp"

namespace tocsin::changes {

// Models and monitors are matched by package and name, monitors also by `was`; channels by name,
// tests by title.
Changes compare(const dsl::Plan& old, const dsl::Plan& now);

}  // namespace tocsin::changes
