// What the grammar could not read, or read although it is wrong, as diagnostics T0001 to T0016.
#pragma once

#include "dsl/diagnostic.hpp"
#include "dsl/parse_state.hpp"
#include "dsl/tree.hpp"

#include <cstdint>
#include <string_view>

namespace tocsin::dsl {

// A place at which reading of a clause was given up.
void report_failure(const Failure& failure, std::string_view text, std::uint32_t file,
                    Diagnostics& diagnostics);

// What was understood in spite of a fault, with the fix: one diagnostic a clause. And what only the
// whole tree shows: blocks without a closing brace, doc comments of nothing, tabs.
void report_mended(const Tree& tree, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace tocsin::dsl
