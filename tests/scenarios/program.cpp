#include "tests/scenarios/program.hpp"

#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"
#include "tests/support/process.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::test {

Run run_tocsin(const TempDir& dir, const std::vector<std::string>& arguments,
               const std::vector<std::string>& environment) {
  REQUIRE(std::filesystem::exists(tocsin_binary()));
  const TempDir said;
  std::vector<std::string> command{
      "/bin/sh",
      "-c",
      R"(cd "$0" && out=$1 && shift && exec "$@" >"$out/out" 2>"$out/err")",
      dir.path().string(),
      said.path().string(),
      "/usr/bin/env"};
  command.insert(command.end(), environment.begin(), environment.end());
  command.push_back(tocsin_binary().string());
  command.insert(command.end(), arguments.begin(), arguments.end());
  Run run;
  run.code = ChildProcess(command).exit_code();
  run.out = content_of(said / "out");
  run.err = content_of(said / "err");
  return run;
}

std::string shop_rules(const std::string& hook) {
  return fmt::format(R"(tocsin 1

model shop "Shop search" {{
  owner "search"
  time at
  key id
  field latency: duration in ms
}}

watch shop {{
  fear slow "Search is slow" {{
    measure p95(latency) over 5m
    needs 10 events
    warn when > 200ms for 2m until < 150ms
    page when > 400ms for 2m until < 300ms
    no data keep
    too few keep
    runbook "https://wiki.shop.example/slow"
  }}
}}

channel hook: webhook {{
  url "{}"
  private true
}}
route page to hook repeat 1h
route warn to hook
)",
                     hook);
}

std::string shop_events() {
  std::string rows = "id,at,latency\n";
  for (int second = 0; second < 1800; second += 6) {
    const bool slow = second >= 600 && second < 1200;
    rows += fmt::format("e{},2026-03-02T09:{:02}:{:02}Z,{}\n", second, second / 60, second % 60,
                        slow ? 600 : 100);
  }
  return rows;
}

}  // namespace tocsin::test
