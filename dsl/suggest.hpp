// The word that was probably meant.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dsl {

// The least number of letters to insert, remove, replace or swap with their neighbour that makes `a`
// into `b`; more than `limit` as soon as that is certain.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// How far a word may be from what it was meant to be: a third of its letters, at least one.
std::size_t allowed_distance(std::string_view word);

// Of `known` (texts or views) the one nearest to `word`, the first of several; nothing when none is
// near enough to be meant.
template <typename Words>
std::optional<std::string> nearest(std::string_view word, const Words& known) {
  std::optional<std::string> best;
  std::size_t limit = allowed_distance(word);
  for (const std::string_view candidate : known) {
    const auto distance = edit_distance(word, candidate, limit);
    if (distance > limit) continue;
    best = std::string(candidate);
    if (distance == 0) break;
    limit = distance - 1;
  }
  return best;
}

}  // namespace tocsin::dsl
