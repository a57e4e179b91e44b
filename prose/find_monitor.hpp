// Finds a monitor by what people call it.
#pragma once

#include "dsl/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::prose {

struct Found {
  std::vector<std::size_t> monitors;  // one, or all that the name fits; of a contract its checks
  std::vector<std::string> similar;   // full names, where it fits none
};

// `name`: a whole name, or one without its package, without its package and model, or of a
// contract.
Found find_monitor(const dsl::Plan& plan, std::string_view name);

}  // namespace tocsin::prose
