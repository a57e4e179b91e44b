#include "base/spelling.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {
namespace {

// Longer words are no typo of a name, and the table below is as large as both together.
constexpr std::size_t kLongest = 100;
// Fewer letters begin too many words.
constexpr std::size_t kShortestBegin = 3;

std::string lower(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string sorted(std::string word) {
  std::ranges::sort(word);
  return word;
}

// `x3` and `x1` are two names and no slip.
bool has_another_number(std::string_view a, std::string_view b) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return a != b && std::ranges::equal(a, b, [&](char x, char y) {
           return x == y || (is_digit(x) && is_digit(y));
         });
}

std::optional<std::string_view> continuation(std::string_view wanted,
                                             std::span<const std::string_view> known) {
  std::optional<std::string_view> begun, only;
  std::size_t continued = 0;
  for (const auto name : known) {
    const auto written = lower(name);
    const bool is_begin = written.size() >= kShortestBegin && wanted.starts_with(written);
    if (is_begin && (!begun || begun->size() < name.size())) begun = name;
    if (wanted.size() >= kShortestBegin && written.starts_with(wanted) && ++continued == 1)
      only = name;
  }
  return begun ? begun : continued == 1 ? only : std::nullopt;
}

}  // namespace

// Optimal string alignment: three rows of the table are enough.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> older(b.size() + 1), old(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) old[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = old[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({old[j] + 1, now[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], older[j - 2] + 1);
    }
    std::swap(older, old);
    std::swap(old, now);
  }
  return old[b.size()];
}

std::optional<std::string_view> misspelt(std::string_view word,
                                         std::span<const std::string_view> known) {
  if (word.empty() || word.size() > kLongest) return std::nullopt;
  const std::string wanted = lower(word);
  const auto letters = sorted(wanted);
  std::optional<std::string_view> best;
  auto best_rank = std::pair(std::max<std::size_t>(wanted.size() / 3, 1) + 1, false);
  for (const auto name : known) {
    const auto written = lower(name);
    const auto rank = std::pair(edit_distance(wanted, written), sorted(written) != letters);
    if (rank >= best_rank || rank.first >= std::max(wanted.size(), written.size())) continue;
    if (rank.second && has_another_number(wanted, written)) continue;
    best = name;
    best_rank = rank;
  }
  return best;
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known) {
  if (const auto meant = misspelt(word, known)) return meant;
  return word.size() > kLongest ? std::nullopt : continuation(lower(word), known);
}

}  // namespace tocsin
