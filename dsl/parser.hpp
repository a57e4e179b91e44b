// Reads one rule file into its syntax tree. Never throws; every fault becomes a diagnostic, and the
// clauses around it are still read.
#pragma once

#include "dsl/ast.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/source.hpp"

#include <cstddef>

namespace tocsin::dsl {

inline constexpr std::size_t kMaxBytes = std::size_t{4} << 20;  // of a rule file
inline constexpr int kLanguageVersion = 1;

// `file` is an index into `sources`. Codes T0001 to T0016.
ast::File parse(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace tocsin::dsl
