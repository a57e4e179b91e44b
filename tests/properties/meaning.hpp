// What a rule file says, without how it is laid out: two files that say the same have the same.
// Written against the syntax tree alone, and so independent of the formatter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

struct Meaning {
  std::string program;  // kinds, names and literals, nested
  // Each comment with the number of words before it: what it stands behind or before.
  std::vector<std::string> comments;
  std::size_t faults = 0;  // clauses that could not be read

  bool operator==(const Meaning&) const = default;
};

Meaning meaning(std::string_view text);

}  // namespace tocsin::test
