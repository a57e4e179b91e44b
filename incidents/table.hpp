// Lines whose cells stand below each other, with colours that do not count as width.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tocsin::incidents {

enum class Colour { no, yes };
enum class Ink { plain, bold, dim, red, yellow, green, cyan };

// `text` in `ink`, or as it is without colours.
std::string painted(const std::string& text, Ink ink, Colour colour);

struct Cell {
  std::string text;  // printable, one line
  Ink ink = Ink::plain;
};

// Rows may have different lengths; the last cell of a row is never padded. Each row begins with
// `indent` blanks and ends with a line end.
std::string aligned(const std::vector<std::vector<Cell>>& rows, std::size_t indent, Colour colour);

}  // namespace tocsin::incidents
