// The quotes around a text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dsl {

// Both take a text with its quotes, and give nothing when it stays as it is: its quotes are the
// wanted ones already, or it cannot be written in them without a change to the text itself.
std::optional<std::string> in_plain_quotes(std::string_view written);
std::optional<std::string> in_raw_quotes(std::string_view written);  // `"""`

}  // namespace tocsin::dsl
