#include "evaluators/pattern.hpp"

#include "evaluators/utf8.hpp"

#include <optional>

namespace tocsin::evaluators {
namespace {

// How many bytes of the front of `text` the piece takes.
std::optional<std::size_t> taken_by(std::string_view piece, std::string_view text) {
  std::size_t at = 0;
  for (const char c : piece) {
    if (at == text.size()) return std::nullopt;
    if (c != '?' && c != text[at]) return std::nullopt;
    at += c == '?' ? first_length(text.substr(at)) : 1;
  }
  return at;
}

// What is left of `text` after the leftmost place where the piece fits.
std::optional<std::string_view> after_first(std::string_view piece, std::string_view text) {
  while (true) {
    const auto taken = taken_by(piece, text);
    if (taken) return text.substr(*taken);
    if (text.empty()) return std::nullopt;
    text.remove_prefix(first_length(text));
  }
}

bool fits_end(std::string_view piece, std::string_view text) {
  const std::size_t wanted = character_count(piece);
  std::size_t have = character_count(text);
  if (have < wanted) return false;
  for (; have > wanted; --have) text.remove_prefix(first_length(text));
  return taken_by(piece, text) == text.size();
}

}  // namespace

Pattern::Pattern(std::string_view pattern) {
  pieces_.emplace_back();
  for (const char c : pattern) {
    if (c == '*') {
      pieces_.emplace_back();
    } else {
      pieces_.back() += c;
    }
  }
}

bool Pattern::matches(std::string_view text) const {
  const auto front = taken_by(pieces_.front(), text);
  if (!front) return false;
  if (pieces_.size() == 1) return *front == text.size();
  return fits_middle(text.substr(*front));
}

// Between stars the leftmost fit is as good as any: it leaves most to the pieces that follow.
bool Pattern::fits_middle(std::string_view text) const {
  for (std::size_t i = 1; i + 1 < pieces_.size(); ++i) {
    const auto rest = after_first(pieces_[i], text);
    if (!rest) return false;
    text = *rest;
  }
  return fits_end(pieces_.back(), text);
}

}  // namespace tocsin::evaluators
