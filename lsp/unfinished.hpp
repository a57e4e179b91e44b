// What stands before a place in a text that may break off there: the blocks around it and the
// beginning of its clause. Reads brackets, texts and comments and nothing else, so that it works in
// the middle of a word.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::lsp {

struct Unfinished {
  using Words = std::vector<std::string>;  // names, numbers, and each other sign alone

  std::vector<Words> heads;  // of the open blocks, outermost first
  Words clause;              // without the word that is being written
  bool in_prose = false;     // within a text or a comment

  // The first word of the innermost block; empty on the level of the file.
  std::string_view block() const;
  std::string_view first() const { return clause.empty() ? std::string_view() : clause.front(); }
  std::string_view last() const { return clause.empty() ? std::string_view() : clause.back(); }
  bool has(std::string_view word) const;
};

Unfinished read_unfinished(std::string_view text, std::size_t offset);

}  // namespace tocsin::lsp
