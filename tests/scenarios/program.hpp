// Runs the tocsin program as its users do: as a process, by what it prints and how it ends.
#pragma once

#include "tests/support/files.hpp"
#include "tests/support/temp_dir.hpp"

#include <string>
#include <vector>

namespace tocsin::test {

struct Run {
  int code = -1;
  std::string out;  // what it wrote to its standard output, all of it
  std::string err;
};

// With these arguments, in the folder `dir`; `environment` holds NAME=VALUE on top of that of the
// test. Fails the test when there is no program beside it.
Run run_tocsin(const TempDir& dir, const std::vector<std::string>& arguments,
               const std::vector<std::string>& environment = {});

// A model `shop` with one fear, `slow`: the 95th percentile of latency over 5m, judged each minute
// with a lateness of 1m, warns over 200ms and pages over 400ms, each for 2m. `hook` is the URL of
// the webhook that hears of it.
std::string shop_rules(const std::string& hook = "http://127.0.0.1:1/hook");

// Half an hour of it from 2026-03-02T09:00Z: an event each 6 seconds, slow (600 ms) from 09:10
// until 09:20. At 09:11 the first slow one is in the window, at 09:12 it is 11 of 50: a page at
// 09:14. At 09:26 the window begins at 09:20: over.
std::string shop_events();

}  // namespace tocsin::test
