// The kinds of root causes: few enough to choose from, fine enough to count by.
#pragma once

#include "base/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace tocsin::incidents {

struct Category {
  std::string_view name;  // `data.unit`; the part before the dot is its group
  std::string_view help;  // one sentence
};

// By group, as a person would look for it.
std::span<const Category> categories();

// Something was wrong, and it was found out what: no alert that should not have fired, no planned
// event.
bool is_real(std::string_view cause);

// The category of that name. An error names the one that was probably meant, or the choices.
Result<Category> parse_category(std::string_view text);

// The same for a filter, which takes a group such as `data` too.
Result<std::string> parse_cause_filter(std::string_view text);

}  // namespace tocsin::incidents
