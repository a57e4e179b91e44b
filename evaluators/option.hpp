// Named arguments of a call.
#pragma once

#include "dsl/plan.hpp"

#include <algorithm>
#include <string_view>

namespace tocsin::evaluators {

// Null where it was not written.
inline const dsl::CallOption* find_option(const dsl::AggregateCall& call, std::string_view name) {
  const auto found = std::ranges::find(call.options, name, &dsl::CallOption::name);
  return found == call.options.end() ? nullptr : &*found;
}

}  // namespace tocsin::evaluators
