#include "base/counted.hpp"

#include <fmt/format.h>

namespace tocsin {

std::string counted(std::uint64_t n, std::string_view one) {
  return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

}  // namespace tocsin
