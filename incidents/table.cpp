#include "incidents/table.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::incidents {
namespace {

constexpr std::size_t kGap = 2;

const char* code_of(Ink ink) {
  switch (ink) {
    case Ink::plain: return "";
    case Ink::bold: return "1";
    case Ink::dim: return "2";
    case Ink::red: return "1;31";
    case Ink::yellow: return "33";
    case Ink::green: return "32";
    case Ink::cyan: return "36";
  }
  return "";
}

std::vector<std::size_t> widths(const std::vector<std::vector<Cell>>& rows) {
  std::vector<std::size_t> widest;
  for (const auto& row : rows) {
    widest.resize(std::max(widest.size(), row.size()));
    // What ends its row pushes nothing aside.
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      widest[i] = std::max(widest[i], code_points(row[i].text));
    }
  }
  return widest;
}

}  // namespace

std::string painted(const std::string& text, Ink ink, Colour colour) {
  if (colour == Colour::no || ink == Ink::plain || text.empty()) return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(ink), text);
}

std::string aligned(const std::vector<std::vector<Cell>>& rows, std::size_t indent, Colour colour) {
  const auto widest = widths(rows);
  std::string out;
  for (const auto& row : rows) {
    std::string text(indent, ' ');
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += painted(row[i].text, row[i].ink, colour);
      const bool last = i + 1 == row.size();
      if (!last) text.append(widest[i] - code_points(row[i].text) + kGap, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + '\n';
  }
  return out;
}

}  // namespace tocsin::incidents
