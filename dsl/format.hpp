// One layout for every rule file, without options. What it does is said in docs/fmt.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin::dsl {

inline constexpr std::size_t kLineWidth = 100;  // columns, trailing comments not counted

struct Formatted {
  std::string text;
  // Otherwise something could not be read: it stands as it was written, with the rest laid out
  // around it. `parse` says what is wrong with it.
  bool whole = true;
};

// Means the same and keeps every comment; formatting the result changes nothing. A text that no
// rule file may be (not UTF-8, larger than 4 MiB, of a newer version) comes back as it is.
Formatted format(std::string_view text);

}  // namespace tocsin::dsl
