// The text of a rule file as a syntax tree, with what could not be read. The grammar is compiled
// behind this header and nowhere else.
#pragma once

#include "dsl/parse_state.hpp"
#include "dsl/tree.hpp"

#include <string_view>
#include <vector>

namespace tocsin::dsl {

struct Syntax {
  Tree tree;
  std::vector<Failure> failures;  // in source order
};

// `text` is UTF-8 of at most 4 MiB and outlives the result.
Syntax read_syntax(std::string_view text);

}  // namespace tocsin::dsl
