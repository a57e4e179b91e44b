// What changed between two texts, as `diff -u` shows it and `patch` reads it.
#pragma once

#include "dsl/diagnostic.hpp"

#include <string>
#include <string_view>

namespace tocsin::cli {

// Empty when the texts are equal. `name` is the path in both headings, behind `a/` and `b/`. Time
// and space grow with the texts alone, however different they are; a change of many hundred lines
// may come out longer than the shortest one there is.
std::string unified_diff(std::string_view before, std::string_view after, std::string_view name,
                         dsl::Colour colour);

}  // namespace tocsin::cli
