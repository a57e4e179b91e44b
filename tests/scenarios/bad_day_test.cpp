// A day in the life of a bad model: rows in, messages, an escalation, two answers, a silence, an
// end. bad_day/messages.txt is what people read on that day, bad_day/incident.txt what remains of
// it.
#include "dryrun/invented_rows.hpp"
#include "dryrun/rule_test.hpp"
#include "dsl/value_text.hpp"
#include "engine/engine.hpp"
#include "incidents/log.hpp"
#include "incidents/render.hpp"
#include "store/recorder.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rules.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::test {
namespace {

const char* const kFolder = "tests/scenarios/bad_day/";

std::string text_of(const char* file) { return content_of(source_dir() / kFolder / file); }

// Who answers, in this order.
const std::vector<std::string> kPeople = {"ann", "bob"};

// The day as its test tells it, up to an hour after the last alert.
Outcome live_through(const std::shared_ptr<const dsl::Plan>& plan) {
  const auto& day = plan->tests.at(0);
  engine::Engine engine(plan, {}, day.clock);
  engine.ingest(0, dryrun::invent(plan->models.at(0).schema, 0, day));
  REQUIRE(day.acknowledgements.size() == kPeople.size());
  for (std::size_t i = 0; i < kPeople.size(); ++i) {
    const auto& said = day.acknowledgements[i];
    engine.acknowledge({.at = said.at,
                        .by = kPeople[i],
                        .incident = {},
                        .monitors = said.monitors,
                        .where = said.where});
  }
  return engine.advance(day.clock + 8h);
}

// "10:08 to oncall" and what stands there.
std::string told(const Outcome& outcome) {
  std::string text;
  for (const auto& message : outcome.messages)
    text += fmt::format("{} to {}\n{}\n{}\n\n", format_utc(message.at).substr(11, 5),
                        message.channel, headline(message), body(message));
  return text;
}

store::RunSpec run_of(const dsl::Plan& plan) {
  store::RunSpec run;
  run.started = plan.tests.at(0).clock;
  run.version = "1";
  run.rules = "bad_day";
  run.ladder = plan.severities;
  for (const auto& monitor : plan.monitors) {
    const auto word = [type = monitor.measure->type](double value) {
      return dsl::value_text(value, type);
    };
    run.monitors.push_back({.package = monitor.package,
                            .model = plan.models[monitor.model].schema.model,
                            .monitor = monitor.name,
                            .kind = std::string(dsl::to_text(monitor.kind)),
                            .title = monitor.title,
                            .thresholds = {"", "", monitor.rungs.at(0).trigger.text},
                            .word_value = word});
  }
  return run;
}

// The only incident of the day, as `tocsin incidents show` prints it.
std::string remembered(const dsl::Plan& plan, const Outcome& outcome) {
  const TempDir dir;
  const auto store = store::Store::open((dir / "tocsin.db").string(), store::IfMissing::create);
  REQUIRE(store);
  auto recorder = store::Recorder::begin(*store, run_of(plan));
  REQUIRE(recorder);
  REQUIRE(recorder->record(outcome));
  const incidents::Log log(*store);
  const auto all = log.list({});
  REQUIRE(all);
  REQUIRE(all->size() == 1);
  const auto incident = log.show(all->at(0).id);
  REQUIRE(incident);
  return incidents::render_incident(*incident, incidents::Colour::no);
}

}  // namespace

TEST_CASE("a day in the life of a bad model", "[scenario]") {
  const auto rules = project(kFolder);
  const auto outcome = live_through(rules.plan);
  CHECK(told(outcome) == text_of("messages.txt"));
  CHECK(remembered(*rules.plan, outcome) == text_of("incident.txt"));
}

TEST_CASE("the same day as a test of its rules", "[scenario]") {
  const auto rules = project(kFolder);
  const auto result = dryrun::run_test(*rules.plan, rules.plan->tests.at(0));
  if (!result) FAIL(result.error().message);
  for (const auto& failure : result->failures)
    FAIL_CHECK(failure.expected << " but " << failure.happened);
}

}  // namespace tocsin::test
