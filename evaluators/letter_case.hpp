// Lower case for the letters of Latin, Greek and Cyrillic; everything else stays as it is.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::evaluators {

// UTF-8 in and out, no locale: the same on every machine. Every letter keeps its length in bytes.
std::string lower_case(std::string_view text);

}  // namespace tocsin::evaluators
