#include "dsl/source.hpp"

#include "base/load.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace tocsin::dsl {

namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

// How many of eight bytes go on with a code point, as 10xxxxxx does.
std::uint64_t continuing(std::uint64_t bytes) {
  constexpr std::uint64_t kLowest = 0x0101010101010101;
  const auto each = (bytes >> 7) & ~(bytes >> 6) & kLowest;
  return (each * kLowest) >> 56;  // the sum of the bytes
}

// Eight bytes at a time: a file may be one line, and have a diagnostic wherever one can be.
std::uint32_t points_in(std::string_view text) {
  auto points = text.size();
  for (; text.size() >= 8; text.remove_prefix(8)) points -= continuing(load_eight(text.data()));
  for (const char c : text) points -= continuing(static_cast<unsigned char>(c));
  return static_cast<std::uint32_t>(points);
}

}  // namespace

std::uint32_t Sources::add(SourceFile file) {
  std::vector<std::uint32_t> starts{0};
  for (auto at = file.text.find('\n'); at != std::string::npos; at = file.text.find('\n', at + 1))
    starts.push_back(static_cast<std::uint32_t>(at + 1));
  files_.push_back(std::move(file));
  line_starts_.push_back(std::move(starts));
  return static_cast<std::uint32_t>(files_.size() - 1);
}

std::string_view Sources::text(Span span) const {
  return std::string_view(files_[span.file].text).substr(span.begin, span.end - span.begin);
}

Place Sources::place(std::uint32_t file, std::uint32_t offset) const {
  const auto& starts = line_starts_[file];
  const auto next = std::ranges::upper_bound(starts, offset);
  const auto line = static_cast<std::uint32_t>(next - starts.begin());
  auto before =
      std::string_view(files_[file].text).substr(starts[line - 1], offset - starts[line - 1]);
  if (line == 1 && before.starts_with(kBom)) before.remove_prefix(kBom.size());
  return {line, points_in(before) + 1};
}

std::string_view Sources::line(std::uint32_t file, std::uint32_t line) const {
  const auto& starts = line_starts_[file];
  if (line == 0 || line > starts.size()) return {};
  const std::string_view text = files_[file].text;
  const auto end = line < starts.size() ? starts[line] - 1 : text.size();
  auto found = text.substr(starts[line - 1], end - starts[line - 1]);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

std::uint32_t Sources::line_begin(std::uint32_t file, std::uint32_t line) const {
  return line_starts_[file][line - 1];
}

}  // namespace tocsin::dsl
