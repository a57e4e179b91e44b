#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace tocsin {

void check_failed(std::string_view condition, std::string_view expected, std::string_view file,
                  int line) {
  std::fprintf(stderr, "tocsin: internal error at %.*s:%d: expected %.*s (%.*s)\n",
               static_cast<int>(file.size()), file.data(), line, static_cast<int>(expected.size()),
               expected.data(), static_cast<int>(condition.size()), condition.data());
  std::abort();
}

}  // namespace tocsin
