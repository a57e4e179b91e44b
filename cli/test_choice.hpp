// Which tests `--filter` means.
#pragma once

#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::cli {

using Plans = std::vector<const dsl::Plan*>;

// Of each plan the numbers of the tests that any of the patterns means, ascending; without patterns
// all. A pattern with `*` or `?` is the whole of a test's title or of `model.monitor` of a monitor
// that it judges, another one a part of it; upper and lower case are the same. Throws StartupError
// for a pattern that means no test of any plan.
std::vector<std::vector<std::size_t>> chosen_tests(const Plans& plans,
                                                   const std::vector<std::string>& patterns);

}  // namespace tocsin::cli
