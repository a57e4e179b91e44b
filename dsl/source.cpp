#include "dsl/source.hpp"

#include "base/load.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace tocsin::dsl {

namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::size_t kStride = 1024;  // of Sources::strides_

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

bool has_long_line(const std::vector<std::uint32_t>& starts, std::size_t size) {
  const auto is_long = [](std::size_t begin, std::size_t end) { return end - begin > 2 * kStride; };
  return std::ranges::adjacent_find(starts, is_long) != starts.end() ||
         is_long(starts.back(), size);
}

std::vector<std::uint32_t> points_by_stride(std::string_view text) {
  std::vector<std::uint32_t> points{0};
  for (std::size_t at = 0; at + kStride <= text.size(); at += kStride)
    points.push_back(points.back() + points_in(text.substr(at, kStride)));
  return points;
}

}  // namespace

std::uint32_t Sources::add(SourceFile file) {
  std::vector<std::uint32_t> starts{0};
  for (auto at = file.text.find('\n'); at != std::string::npos; at = file.text.find('\n', at + 1))
    starts.push_back(static_cast<std::uint32_t>(at + 1));
  const bool is_long = has_long_line(starts, file.text.size());
  strides_.push_back(is_long ? points_by_stride(file.text) : std::vector<std::uint32_t>{});
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
  auto begin = starts[line - 1];
  const bool has_bom = line == 1 && files_[file].text.starts_with(kBom);
  if (has_bom && offset >= kBom.size()) begin = kBom.size();
  return {line, points(file, begin, offset) + 1};
}

std::uint32_t Sources::points(std::uint32_t file, std::size_t begin, std::size_t end) const {
  const std::string_view text = files_[file].text;
  const auto& strides = strides_[file];
  if (strides.empty()) return points_in(text.substr(begin, end - begin));
  const auto before = [&](std::size_t at) {
    const auto stride = at / kStride;
    return strides[stride] + points_in(text.substr(stride * kStride, at - stride * kStride));
  };
  return before(end) - before(begin);
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
