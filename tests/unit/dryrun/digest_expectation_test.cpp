// `expect digest to C` in tests of rules.
#include "dryrun/rule_test.hpp"
#include "dsl/checker.hpp"
#include "dsl/parser.hpp"
#include "evaluators/catalogue.hpp"
#include "sources/source.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

namespace tocsin::dryrun {
namespace {

// Slow answers from the start on; the digest leaves on the hour.
std::string failures_of(const std::string& expectations) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({"test.tocsin", R"(tocsin 1
model shop {
  time at
  key id
  field latency: duration in ms
}
watch shop {
  service slow {
    measure p95(latency) over 10m
    warn when > 300ms
    no data keep
  }
}
channel team: console {}
route warn to team digest hourly
test "a digest" of shop.slow {
  send 5400 events over 90m { latency = 400ms }
  expect warn from slow by +10m
)" + expectations + "}\n"});
  std::vector<dsl::ast::File> files;
  files.push_back(dsl::parse(sources, 0, diagnostics));
  const dsl::Catalogue catalogue{.measures = evaluators::measures(),
                                 .channels = {{"console", "The terminal.", {}}},
                                 .sources = sources::catalogue()};
  const auto plan = dsl::check(files, sources, catalogue, {}, diagnostics);
  for (const auto& d : diagnostics.all()) UNSCOPED_INFO(d.message);
  REQUIRE(plan != nullptr);
  const auto result = run_test(*plan, plan->tests.at(0));
  REQUIRE(result);
  std::string text;
  for (const auto& failure : result->failures)
    text += failure.expected + " but " + failure.happened + "\n";
  return text;
}

}  // namespace

TEST_CASE("a test expects the digest at its time, and nothing before it", "[dryrun][digest]") {
  CHECK(failures_of("  expect digest to team between +1h and +1h\n"
                    "  expect no message to team by +59m\n") == "");
}

TEST_CASE("a digest that leaves at another time is named", "[dryrun][digest]") {
  const auto early = failures_of("  expect digest to team by +30m\n");
  CHECK_THAT(early, Catch::Contains("digest to team by +30m but slow warn at +1m"));
  CHECK_THAT(early, Catch::Contains("; digests to team at +1h\n"));
  const auto late = failures_of("  expect digest to team between +61m and +80m\n");
  CHECK_THAT(late, Catch::Contains("; digests to team at +1h\n"));
}

}  // namespace tocsin::dryrun
