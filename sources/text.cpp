#include "sources/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace tocsin::sources {
namespace {

constexpr std::size_t kCharacters = 80;
constexpr std::size_t kListed = 30;

bool continues(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// Length of the character at the front of `text`, which is not empty; 0 when it is not UTF-8.
std::size_t character_size(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if (!continues(at(i))) return 0;
  }
  // Overlong forms, surrogates and what lies past U+10FFFF.
  if (lead == 0xe0 && at(1) < 0xa0) return 0;
  if (lead == 0xed && at(1) > 0x9f) return 0;
  if (lead == 0xf0 && at(1) < 0x90) return 0;
  if (lead == 0xf4 && at(1) > 0x8f) return 0;
  return size;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t swap = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, swap});
    }
  }
  return row[b.size()];
}

// Case and the sign between words are what people get wrong most.
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, kCharacters)) {
    if (c == '_' || c == '-' || c == ' ' || c == '.') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

const std::string* closest(std::string_view wanted, std::span<const std::string> known) {
  const std::string target = folded(wanted);
  const std::string* best = nullptr;
  std::size_t best_distance = target.size() / 3 + 1;
  for (const auto& name : known) {
    const std::size_t distance = edit_distance(target, folded(name));
    if (distance >= best_distance) continue;
    best = &name;
    best_distance = distance;
  }
  return best;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::uint64_t word = 0;
    if (text.size() >= sizeof(word)) {
      std::memcpy(&word, text.data(), sizeof(word));
      if ((word & 0x8080808080808080) == 0) {
        text.remove_prefix(sizeof(word));
        continue;
      }
    }
    const std::size_t size = character_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string excerpt(std::string_view text) {
  std::string out;
  for (std::size_t characters = 0; !text.empty(); ++characters) {
    if (characters == kCharacters) return out + "…";
    const std::size_t size = character_size(text);
    const auto byte = static_cast<unsigned char>(text.front());
    if (size == 0) {
      out += "\uFFFD";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += ' ';
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

std::string known_columns(std::string_view wanted, std::span<const std::string> known) {
  if (known.empty()) return "; there are no columns";
  std::string out = "; the columns are: ";
  for (std::size_t i = 0; i < std::min(known.size(), kListed); ++i) {
    out += (i == 0 ? "" : ", ") + excerpt(known[i]);
  }
  if (known.size() > kListed) out += fmt::format(" and {} more", known.size() - kListed);
  if (const auto* name = closest(wanted, known)) {
    out += fmt::format("; did you mean `{}`?", excerpt(*name));
  }
  return out;
}

}  // namespace tocsin::sources
