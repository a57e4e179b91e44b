#include "lsp/framing.hpp"

#include "base/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace tocsin::lsp {
namespace {

constexpr std::string_view kLength = "Content-Length:";
constexpr std::size_t kShown = 60;  // bytes of a wrong line

bool begins_with_length(std::string_view line) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  return line.size() >= kLength.size() &&
         std::equal(kLength.begin(), kLength.end(), line.begin(), same);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// `Name:` of letters, digits and hyphens.
bool is_header(std::string_view line) {
  const auto colon = line.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         std::ranges::all_of(line.substr(0, colon),
                             [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

std::string quoted(std::string_view line) { return printable(line.substr(0, kShown)); }

}  // namespace

std::optional<Frame> Framing::lose(std::string why) {
  lost_ = true;
  in_header_ = false;
  length_.reset();
  return Frame{std::move(why), true};
}

// Drops what stands before the next header; false when there is none yet.
bool Framing::find_header() {
  const auto at = unread_.find(kLength);
  if (at == std::string::npos) {
    if (unread_.size() > kLength.size()) drop(unread_.size() - kLength.size());
    return false;
  }
  drop(at);
  lost_ = false;
  return true;
}

// What is wrong with a line of the header, if anything.
std::optional<std::string> Framing::fault_of(std::string_view line) {
  if (!is_header(line))
    return fmt::format("expected a header such as `Content-Length: 52`, found `{}`", quoted(line));
  if (!begins_with_length(line)) return std::nullopt;
  const auto number = trimmed(line.substr(kLength.size()));
  std::size_t length = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), length);
  if (number.empty() || read.ec != std::errc() || read.ptr != number.data() + number.size())
    return fmt::format("expected a number of bytes behind `Content-Length:`, found `{}`",
                       quoted(number));
  if (length > kMaxMessage)
    return fmt::format("a message may have at most {} bytes, this one announces {}", kMaxMessage,
                       length);
  length_ = length;
  return std::nullopt;
}

// Reads lines up to the empty one.
std::optional<Frame> Framing::read_header() {
  while (!in_body_) {
    const auto end = unread_.find('\n');
    if (end > kMaxHeader && unread_.size() > kMaxHeader)
      return lose(fmt::format("a header line may have at most {} bytes", kMaxHeader));
    if (end == std::string::npos) return std::nullopt;
    auto line = unread_.substr(0, end);
    // Behind the rest of a message that was longer than announced, the next one may begin.
    const auto next = is_header(line) ? std::string::npos : line.find(kLength);
    drop(next == std::string::npos ? end + 1 : next);
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) {
      in_header_ = true;
      if (auto fault = fault_of(line)) return lose(std::move(*fault));
    } else if (length_) {
      in_body_ = true;
    } else if (in_header_) {
      return lose("a header without `Content-Length`");
    }
  }
  return std::nullopt;
}

std::optional<Frame> Framing::next() {
  if (lost_ && !find_header()) return std::nullopt;
  if (!in_body_)
    if (auto fault = read_header()) return fault;
  if (!in_body_ || unread_.size() < *length_) return std::nullopt;
  Frame frame{unread_.substr(0, *length_), false};
  drop(*length_);
  length_.reset();
  in_header_ = in_body_ = false;
  return frame;
}

std::string framed(std::string_view message) {
  return fmt::format("Content-Length: {}\r\n\r\n{}", message.size(), message);
}

}  // namespace tocsin::lsp
