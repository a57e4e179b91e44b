// What literals are worth.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dsl {

// The number at the start of `text`, `_` between digits allowed; whatever follows it is not read.
// Nothing when it is too large for a double.
std::optional<double> number_value(std::string_view text);
// What `written` percent are worth: 0.7 gives the double that `0.007` is, which 0.7 / 100 is not.
// Exact for numbers of up to 15 digits; `written` is finite.
double hundredths(double written);
// How many bytes of `text` that number takes.
std::size_t number_size(std::string_view text);

// `1h30m`, also `5 min`. Nothing for an unknown unit or more than 292 years.
std::optional<Duration> duration_value(std::string_view text);
// `ms` of `300ms` and of `300 millis`, `%` of `95 %`, `pp` of `2 pp`.
std::string_view unit_text(std::string_view text);

// The text between the quotes, escapes resolved; an unknown escape stands for itself. Works on
// texts without a closing quote.
std::string text_value(std::string_view text);

// Bytes of the `\u{1F600}` that the text begins with; 0 when it does not, whatever the number.
std::size_t code_point_size(std::string_view escape);
// The code point of `\u{...}`; nothing when there is none of that number.
std::optional<char32_t> code_point(std::string_view hex);
std::string to_utf8(char32_t point);

}  // namespace tocsin::dsl
