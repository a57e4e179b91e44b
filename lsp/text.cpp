#include "lsp/text.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::lsp {
namespace {

constexpr char32_t kFirstPair = 0x10000;  // two units of UTF-16 from here on

struct Step {
  std::size_t bytes = 1;
  std::size_t units = 1;
};

// The first character of a text that is not empty; a byte that is not UTF-8 counts as one.
Step first_step(std::string_view text, Encoding encoding) {
  const auto found = first_code_point(text);
  if (found.size == 0) return {};
  switch (encoding) {
    case Encoding::utf8: return {found.size, found.size};
    case Encoding::utf16: return {found.size, found.value >= kFirstPair ? 2U : 1U};
    case Encoding::utf32: return {found.size, 1};
  }
  return {};
}

std::vector<std::size_t> starts_of(std::string_view text) {
  std::vector<std::size_t> starts{0};
  for (auto at = text.find_first_of("\r\n"); at != std::string_view::npos;
       at = text.find_first_of("\r\n", starts.back())) {
    const bool both = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    starts.push_back(at + (both ? 2 : 1));
  }
  return starts;
}

}  // namespace

std::size_t units(std::string_view text, Encoding encoding) {
  std::size_t count = 0;
  while (!text.empty()) {
    const auto step = first_step(text, encoding);
    count += step.units;
    text.remove_prefix(step.bytes);
  }
  return count;
}

Text::Text(std::string bytes) : bytes_(std::move(bytes)), starts_(starts_of(bytes_)) {}

std::string_view Text::line(std::size_t index) const {
  const auto end = index + 1 < starts_.size() ? starts_[index + 1] : bytes_.size();
  auto found = std::string_view(bytes_).substr(starts_[index], end - starts_[index]);
  while (found.ends_with('\n') || found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

Position Text::position(std::size_t offset, Encoding encoding) const {
  offset = std::min(offset, bytes_.size());
  const auto next = std::ranges::upper_bound(starts_, offset);
  const auto index = static_cast<std::size_t>(next - starts_.begin()) - 1;
  const auto before = std::string_view(bytes_).substr(starts_[index], offset - starts_[index]);
  return {index, units(before, encoding)};
}

std::size_t Text::offset(Position position, Encoding encoding) const {
  if (position.line >= starts_.size()) return bytes_.size();
  auto rest = line(position.line);
  auto at = starts_[position.line];
  while (!rest.empty() && position.character > 0) {
    const auto step = first_step(rest, encoding);
    if (step.units > position.character) break;
    position.character -= step.units;
    at += step.bytes;
    rest.remove_prefix(step.bytes);
  }
  return at;
}

void Text::replace(std::size_t begin, std::size_t end, std::string_view by) {
  begin = std::min(begin, bytes_.size());
  end = std::clamp(end, begin, bytes_.size());
  bytes_.replace(begin, end - begin, by);
  starts_ = starts_of(bytes_);
}

}  // namespace tocsin::lsp
