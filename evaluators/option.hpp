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

inline std::string_view word_of(const dsl::AggregateCall& call, std::string_view name,
                                std::string_view usual) {
  const auto* option = find_option(call, name);
  return option == nullptr ? usual : std::string_view(option->word);
}

}  // namespace tocsin::evaluators
