#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include <cstdlib>
#include <string>

namespace tocsin::test {
namespace {

bool skipped = false;

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' && std::string_view(value) != "0";
}

}  // namespace

void skip(std::string_view why) {
  if (is_set("TOCSIN_CI") || is_set("CI")) {
    FAIL_CHECK("nothing may be skipped here: " << std::string(why));
    return;
  }
  skipped = true;
  fmt::print("[skipped] {}\n", why);
}

bool anything_skipped() { return skipped; }

}  // namespace tocsin::test
