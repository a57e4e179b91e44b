// Patterns of `like`: `*` stands for any run of characters, `?` for one; whole text, case counts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::evaluators {

// Texts are UTF-8; a byte that belongs to no character counts as one. A match looks at each place
// of the text at most once for every character of the pattern: stars cannot make it explode.
class Pattern {
 public:
  explicit Pattern(std::string_view pattern);
  bool matches(std::string_view text) const;

 private:
  bool fits_middle(std::string_view text) const;

  std::vector<std::string> pieces_;  // between the stars, at least one
};

}  // namespace tocsin::evaluators
