#include "engine/wording.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::at;

const char* const kBody = R"(
  measure p95(latency) over 10m
  by platform
  owner "ops"
  runbook "https://wiki/slow"
  because "roll back first"
  message "{model}.{monitor} is at {value}, {threshold} for {segment.platform} since {since}: {severity}, {owner}"
  warn when > 250ms for 10m
  page when > 300ms for 5m
)";

struct Seen {
  std::shared_ptr<const dsl::Plan> plan = test::monitoring(kBody, "fear");
  AlertState state;
  Sample sample{
      .kind = SampleKind::value, .value = 420e6, .n = 118, .from = at("9h"), .to = at("9h10m")};
  Labels labels{{"platform", "smava"}};
  AlertId id{"", "m", "q", "platform=smava"};

  Seen() {
    state.rungs.resize(2);
    state.rungs[0].phase = RungPhase::pending;
    state.rungs[1].phase = RungPhase::firing;
    state.severity = 2;
    state.reason = kBreach;
    state.episode = 3;
    state.episode_since = at("9h5m");
  }

  AlertView view() const { return {*plan, plan->monitors[0], state, sample, labels, id}; }
};

}  // namespace

TEST_CASE("how sure a value is, at the confidence that its rung asks for", "[engine][wording]") {
  Seen seen;
  CHECK(line_of(seen.view()).interval.empty());
  seen.sample.low = 391e6;
  seen.sample.high = 455e6;
  CHECK(line_of(seen.view()).interval == "391ms to 455ms (95%)");

  seen.plan = test::monitoring(R"(
    measure p95(latency) over 10m
    by platform
    warn when > 250ms
    page when > 300ms with 99.5% confidence
  )");
  seen.sample.sure = {{.level = 0.995, .low = 380e6, .high = 470e6}};
  CHECK(line_of(seen.view()).interval == "380ms to 470ms (99.5%)");
}

TEST_CASE("an alert in words", "[engine][wording]") {
  const Seen seen;
  const auto line = line_of(seen.view());
  CHECK(line.value == "420ms");
  CHECK(line.threshold == "> 300ms");
  CHECK(line.severity_name == "page");
  CHECK(line.kind == "fear");
  CHECK(line.judged == "events from 2026-03-02T09:00:00Z to 2026-03-02T09:10:00Z");
  CHECK(line.measure == "p95(latency) over 10m");
  CHECK(line.advice == "roll back first");
  CHECK(line.runbook == "https://wiki/slow");
  CHECK(line.n == 118);
  CHECK(line.episode == 3);
  CHECK(line.text == "m.q is at 420ms, > 300ms for smava since 2026-03-02T09:05:00Z: page, ops");
}

TEST_CASE("the threshold is that of the rung that speaks", "[engine][wording]") {
  Seen seen;
  seen.state.rungs[0].phase = RungPhase::firing;
  seen.state.rungs[1].phase = RungPhase::idle;
  seen.state.severity = 1;
  CHECK(line_of(seen.view()).threshold == "> 250ms");
}

TEST_CASE("a threshold says how sure it has to be", "[engine][wording]") {
  Seen seen;
  seen.plan = test::monitoring(
      "measure p95(latency) over 10m\nwarn when > 250ms\npage when > 300ms with 99.5% confidence",
      "fear");
  CHECK(line_of(seen.view()).threshold == "> 300ms with 99.5% confidence");
  CHECK(step_text(seen.view(), {true, Change::fired, kBreach}, at("9h10m")) ==
        "page: 420ms > 300ms with 99.5% confidence (n 118)");
}

TEST_CASE("a gap has neither value nor threshold", "[engine][wording]") {
  Seen seen;
  seen.sample = {.kind = SampleKind::empty, .from = at("9h"), .to = at("9h10m")};
  seen.state.reason = kNoData;
  const auto line = line_of(seen.view());
  CHECK(line.value.empty());
  CHECK(line.threshold.empty());
  CHECK(line.text.starts_with("m.q is at unknown,  for smava"));
}

TEST_CASE("what is filled in is not read again", "[engine][wording]") {
  Seen seen;
  seen.labels = {{"platform", "{owner}"}};
  CHECK(line_of(seen.view()).text.find("for {owner} since") != std::string::npos);
}

TEST_CASE("braces that are escaped are text", "[engine][wording]") {
  struct Case {
    const char* written;
    const char* shown;
  };
  const auto c = GENERATE(values<Case>({
      {R"("hi \{value\} {value}")", "hi {value} 420ms"},
      {R"("\\{value}")", "\\420ms"},
      {R"("""{ } {{value}} {no-name}""")", "{ } {420ms} {no-name}"},
      {R"("\u{7B}value\u{7D} \"{owner}\"")", "{value} \"ops\""},
      {R"("""\{value\}""")", R"(\{value\})"},
      {R"("")", ""},
  }));
  CAPTURE(c.written);
  Seen seen;
  std::string body = kBody;
  const auto message = body.find("message");
  body.replace(message, body.find('\n', message) - message, std::string("message ") + c.written);
  seen.plan = test::monitoring(body, "fear");
  CHECK(line_of(seen.view()).text == c.shown);
}

TEST_CASE("a step in words", "[engine][wording]") {
  Seen seen;
  CHECK(step_text(seen.view(), {true, Change::fired, kBreach}, at("9h10m")) ==
        "page: 420ms > 300ms (n 118)");
  seen.state.reason = kNoData;
  CHECK(step_text(seen.view(), {true, Change::gap, kNoData}, at("9h10m")) == "page: no data");
  seen.state.severity = -1;
  seen.state.reason = {};
  CHECK(step_text(seen.view(), {true, Change::resolved, kRecovered}, at("11h15m")) ==
        "recovered after 2h10m");
}

}  // namespace tocsin::engine
