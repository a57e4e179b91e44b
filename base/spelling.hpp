// Finds the name that was probably meant.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace tocsin {

// Letters to insert, delete, replace or swap with their neighbour until one is the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known`, case aside, the first of equals; nothing where none is near enough to be
// meant: a third of its letters may be wrong, and one of any word of two.
std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known);

}  // namespace tocsin
