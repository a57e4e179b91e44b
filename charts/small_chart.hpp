// The course of a measure as a picture without words, for the mail that tells of it.
#pragma once

#include "base/alert.hpp"
#include "charts/png.hpp"

#include <optional>

namespace tocsin::charts {

// As mail clients show it; the picture has twice as many pixels each way.
inline constexpr std::size_t kSmallWidth = 480, kSmallHeight = 120;

// The values as a line with their intervals behind it, and each level across in the colour of its
// severity: red the highest, blue the lowest, amber between. Nothing where fewer than two values
// are known. `severities`: how many the ladder has.
std::optional<Picture> small_chart(const Course& course, int severities);

// What the colour of a level is called: "red".
const char* colour_name(int severity, int severities);

}  // namespace tocsin::charts
