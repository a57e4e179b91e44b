#include "dryrun/fed_answers.hpp"

#include "dryrun/rule_test.hpp"
#include "dsl/checker.hpp"
#include "dsl/not_evaluated.hpp"
#include "dsl/parser.hpp"
#include "evaluators/catalogue.hpp"
#include "sources/source.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

namespace tocsin::dryrun {
namespace {

struct Checked {
  std::shared_ptr<const dsl::Plan> plan;
  std::string messages;
};

Checked checked(const std::string& monitors_and_tests) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({"test.tocsin", R"(tocsin 1
model ranker {
  time at
  key request_id
  field latency: duration in ms
}
channel team: console {}
route info, warn, page to team
)" + monitors_and_tests});
  std::vector<dsl::ast::File> files;
  files.push_back(dsl::parse(sources, 0, diagnostics));
  const dsl::Catalogue catalogue{.measures = evaluators::measures(),
                                 .channels = {{"console", "The terminal.", {}}},
                                 .sources = sources::catalogue()};
  Checked made{dsl::check(files, sources, catalogue, {}, diagnostics), ""};
  for (const auto& d : diagnostics.all()) made.messages += d.code + " " + d.message + "\n";
  return made;
}

std::shared_ptr<const dsl::Plan> sound(const std::string& rules) {
  const auto made = checked(rules);
  INFO(made.messages);
  REQUIRE(made.plan != nullptr);
  return made.plan;
}

std::string result_of(const dsl::Plan& plan, std::size_t number = 0) {
  const auto result = run_test(plan, plan.tests.at(number));
  if (!result) return "refused: " + result.error().message;
  std::string text;
  for (const auto& failure : result->failures)
    text += failure.expected + " but " + failure.happened + "\n";
  return text;
}

constexpr const char* kQueue = R"tocsin(
watch ranker {
  service queue "Queue" {
    measure promql """max by (platform) (queue_depth{job="ranker"})""" as number
      over 10m
    by platform of ["a", "b"]
    warn when outside 0..100 for 10m
    no data keep
  }
}
)tocsin";

}  // namespace

// At +20m two thirds of the way to 200. 100 itself is not outside; +16m is the first tick that is,
// so that ten minutes of it are over at +26m.
TEST_CASE("a ramp is fed to every segment that the rules name", "[dryrun][feed]") {
  const auto plan = sound(std::string(kQueue) + R"(
test "raw measure" {
  feed ranker.queue = ramp(0, 200) over 30m
  quiet 10m
  at +20m expect value of ranker.queue = 133 within 5
  at +15m expect ranker.queue is ok
  at +25m expect queue where platform = "a" is pending
  at +25m expect queue where platform = "b" is pending
  expect warn from ranker.queue between +26m and +26m
  at 10:00 expect warn from ranker.queue
}
test "not so soon" {
  feed ranker.queue = ramp(0, 200) over 30m
  expect warn from ranker.queue by +25m
}
)");
  CHECK(result_of(*plan) == "");
  CHECK(result_of(*plan, 1).starts_with("warn from ranker.queue by +25m but "));
}

// The second feed answers at +5m; its last answer, of +10m, is older than ten minutes at +21m.
TEST_CASE("feeds follow each other, and after the last there are no answers", "[dryrun][feed]") {
  const auto plan = sound(std::string(kQueue) + R"(
test "two feeds" {
  feed ranker.queue = 1 over 5m
  feed ranker.queue = 2 over 5m
  at +4m expect value of queue = 1
  at +5m expect value of queue = 2
  at +20m expect value of queue = 2
  at +21m expect queue is no data
}
)");
  CHECK(result_of(*plan) == "");
}

TEST_CASE("answers have the type of their query", "[dryrun][feed]") {
  const auto plan = sound(R"(
watch ranker {
  service wait {
    measure promql "wait" as duration in ms over 5m
    warn when > 40ms
    no data keep
  }
  service busy {
    measure promql "busy" as share over 5m
    warn when > 90%
    no data keep
  }
}
test "wait" of ranker.wait {
  feed ranker.wait = ramp(0ms, 100ms) over 10m
  at +4m expect value of wait = 40ms
  at +4m expect wait is ok
  expect warn from wait between +5m and +5m
}
test "busy" of ranker.busy {
  feed ranker.busy = cycle(25%, 95%) over 3m
  at +2m expect value of busy = 25%
  expect warn from busy between +1m and +1m
}
)");
  CHECK(result_of(*plan) == "");
  CHECK(result_of(*plan, 1) == "");
}

TEST_CASE("an answer for each tick, its last one at the end of the feed", "[dryrun][feed]") {
  const auto plan = sound(R"(
watch ranker {
  service up {
    measure promql "up" as bool over 10m every 2m
    warn when false
    no data keep
  }
}
test "up" {
  feed ranker.up = cycle(true, false) over 5m
  expect warn from up
}
)");
  const auto& test = plan->tests.at(0);
  const auto answers = answers_of(test.feeds.at(0), plan->monitors[0], plan->models[0], 1);
  REQUIRE(answers.size() == 3);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CHECK(answers[i].at == test.clock + i * std::chrono::minutes(2));
    CHECK(answers[i].value == (i == 1 ? 0 : 1));
  }
}

TEST_CASE("a raw query is refused outside of tests", "[dryrun][feed]") {
  const auto plan = sound(std::string(kQueue) + R"(
test "fed" {
  feed ranker.queue = 1 over 5m
  expect no alert
}
)");
  CHECK(dsl::not_evaluated(*plan).size() == 1);
  CHECK(dsl::not_evaluated(*plan, plan->tests.at(0)).empty());
}

TEST_CASE("a feed without a segment to answer for is an error", "[dryrun][feed]") {
  const auto made = checked(R"(
watch ranker {
  service queue {
    measure promql "q" as number over 10m
    by platform
    warn when > 5
  }
}
test "fed" {
  feed ranker.queue = 1 over 5m
  expect no alert
}
)");
  CHECK(made.messages.find("T2112 `feed` answers for the segments that the rules name") !=
        std::string::npos);
}

}  // namespace tocsin::dryrun
