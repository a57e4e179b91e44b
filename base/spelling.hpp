// Finds the name that was probably meant.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace tocsin {

// Letters to insert, delete, replace or swap with their neighbour until one is the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known`, case aside; nothing where none is near enough to be meant: a third of its
// letters may be wrong, and one of any word of two, but no digit may be another one. Of equally
// near ones the one with the same letters in another order, then the first.
std::optional<std::string_view> misspelt(std::string_view word,
                                         std::span<const std::string_view> known);

// What was probably meant: misspelt or, where none is near, the longest of `known` that begins
// `word` (`int` of `integer`), else the only one that `word` begins.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known);

}  // namespace tocsin
