// Lets a test say that it cannot run here, so that nobody takes its silence for success.
#pragma once

#include <string_view>

namespace tocsin::test {

// Records that the running test has nothing to work on, and prints why. With TOCSIN_CI or CI set
// in the environment the test fails instead: there everything must be present.
void skip(std::string_view why);

// Whether skip() was called since the program started.
bool anything_skipped();

}  // namespace tocsin::test
