// Names and values that tell one segment from another, such as platform=smava.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tocsin {

// In the order in which the monitor names its fields; empty for a monitor without `by`.
using Labels = std::vector<std::pair<std::string, std::string>>;

// `platform=smava,arm=live`. A value with a comma, an equals sign, a quote, a control character or
// blank ends is written in double quotes with \" \\ \n \r \t escapes, so that the text is
// unambiguous.
std::string to_text(const Labels& labels);

// What stands for the member that takes all rows, where a monitor says `and overall`.
inline constexpr const char* kOverall = "overall";

}  // namespace tocsin
