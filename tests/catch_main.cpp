// The one translation unit that compiles Catch2 itself, and the exit codes ctest reads.
#define CATCH_CONFIG_RUNNER
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>

int main(int argc, char* argv[]) {
  constexpr int kSkipped = 77;  // SKIP_RETURN_CODE of cmake/discover.cmake.in
  // Catch returns the number of failures, which must not be taken for kSkipped.
  if (Catch::Session().run(argc, argv) != 0) return 1;
  return tocsin::test::anything_skipped() ? kSkipped : 0;
}
