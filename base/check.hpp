// Aborts on our own bugs: a broken invariant is said with its place and stops the program.
#pragma once

#include <string_view>

namespace tocsin {

[[noreturn]] void check_failed(std::string_view condition, std::string_view expected,
                               std::string_view file, int line);

}  // namespace tocsin

// `expected` says in words what should have been true here.
#define TOCSIN_CHECK(condition, expected)                                               \
  do {                                                                                  \
    if (!(condition)) ::tocsin::check_failed(#condition, expected, __FILE__, __LINE__); \
  } while (false)
