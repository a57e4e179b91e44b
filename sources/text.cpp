#include "sources/text.hpp"

#include "base/printable.hpp"
#include "base/spelling.hpp"

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
  // Four bytes a character at most; printable() need not look at the rest of a long row.
  const std::string_view front = text.substr(0, 4 * (kCharacters + 1));
  std::string out = printable(front);
  std::size_t size = 0;
  for (std::size_t i = 0; i < kCharacters && size < out.size(); ++i) {
    size += character_size(std::string_view(out).substr(size));
  }
  const bool cut = size < out.size() || front.size() < text.size();
  out.resize(size);
  return cut ? out + "…" : out;
}

std::string known_columns(std::string_view wanted, std::span<const std::string> known) {
  if (known.empty()) return "; there are no columns";
  std::string out = "; the columns are: ";
  for (std::size_t i = 0; i < std::min(known.size(), kListed); ++i) {
    out += (i == 0 ? "" : ", ") + excerpt(known[i]);
  }
  if (known.size() > kListed) out += fmt::format(" and {} more", known.size() - kListed);
  const std::vector<std::string_view> names(known.begin(), known.end());
  if (const auto name = nearest(wanted, names)) {
    out += fmt::format("; did you mean `{}`?", excerpt(*name));
  }
  return out;
}

}  // namespace tocsin::sources
