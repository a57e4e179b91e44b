// Rule files parsed and checked with everything that tocsin ships.
#pragma once

#include "dsl/checker.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dsl {

struct Judged {
  Sources sources;
  Diagnostics diagnostics;

  std::set<std::string> codes(Level level) const;
  // One line each, for INFO.
  std::string text() const;
};

// Pairs of path and text. No file is read, so references are taken at their word.
Judged judged(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace tocsin::dsl
