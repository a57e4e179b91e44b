// A number of things in words: "1 rule", "2 rules".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin {

std::string counted(std::uint64_t n, std::string_view one);

}  // namespace tocsin
