// Which monitors a selector means that was not written in a rule: in a command, or stored.
#pragma once

#include "dsl/plan.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// As in rules, part by part from the left, `*` for any one part: `loans`, `loans.slow`, `*.silent`,
// `slow`; with the folder in front of the model where it has one: `risk/eu.loans.slow`. Ascending;
// empty where nothing matches.
std::vector<std::size_t> selected(const Plan& plan, std::string_view selector);

}  // namespace tocsin::dsl
