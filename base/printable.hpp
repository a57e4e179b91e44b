// Texts from rules, data and people, made fit for a terminal: nothing in them can move the cursor,
// change colours, hide other text or break a line of a table.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// Invalid UTF-8 becomes U+FFFD; control characters, line and paragraph separators and marks that
// turn the reading direction become blanks.
std::string printable(std::string_view text);

// The same, but line ends stay, all as '\n'.
std::string printable_lines(std::string_view text);

}  // namespace tocsin
