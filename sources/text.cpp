#include "sources/text.hpp"

#include "base/printable.hpp"
#include "base/spelling.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace tocsin::sources {
namespace {

constexpr std::size_t kCharacters = 80;
constexpr std::size_t kListed = 30;

}  // namespace

bool is_utf8(std::string_view text) { return !first_invalid_utf8(text); }

std::string excerpt(std::string_view text) {
  // Four bytes a character at most; printable() need not look at the rest of a long row.
  const std::string_view front = text.substr(0, 4 * (kCharacters + 1));
  std::string out = printable(front);
  std::size_t size = 0;
  for (std::size_t i = 0; i < kCharacters && size < out.size(); ++i) {
    size += first_code_point(std::string_view(out).substr(size)).size;
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
