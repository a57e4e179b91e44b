// The number of false alarms that the rules foretell, held against replays of data without trouble.
#include "dsl/false_alarms.hpp"

#include "engine/engine.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cmath>
#include <random>

namespace tocsin::test {
namespace {

constexpr Instant kStart{std::chrono::hours(24 * 365 * 56)};
constexpr int kEvents = 20;  // an hour

std::string rules(std::string_view window, std::string_view ladder) {
  return fmt::format(R"(
model shop "Shop" {{
  time at
  field failed: bool
}}
watch shop {{
  fear failing "Orders fail" {{
    measure share(failed) {}
    needs {} events
    {}
    no data keep
    owner "shop"
  }}
}}
channel team: email {{ to ["team@shop.example"] }}
route warn to team
)",
                     window, kEvents, ladder);
}

// An hour of twenty events, of which each fails with the chance; no event lies on an hour's end.
Batch hour(const dsl::Plan& plan, int number, double chance, std::mt19937_64& random) {
  const auto& schema = plan.models[0].schema;
  Batch batch;
  batch.rows = kEvents;
  batch.columns.resize(schema.fields.size());
  for (auto& column : batch.columns) column.valid = column.malformed = Bits(batch.rows);
  auto& failed = batch.columns[*schema.find("failed")];
  failed.valid = Bits(batch.rows, true);
  std::bernoulli_distribution fails(chance);
  for (int i = 0; i < kEvents; ++i) {
    batch.time.push_back(kStart + number * Duration{1h} +
                         (2 * i + 1) * Duration{1h} / (2 * kEvents));
    failed.numbers.push_back(fails(random) ? 1 : 0);
  }
  batch.columns[schema.time_field].times.resize(batch.rows);
  batch.arrival = batch.time;
  return batch;
}

struct Told {
  double foretold = 0;
  int begun = 0;
};

Told replay(const std::string& text, double chance, int weeks, std::uint64_t seed) {
  const auto plan = sound(text);
  engine::Engine engine(plan, {}, kStart);
  std::mt19937_64 random(seed);
  Told told{.foretold =
                weeks * dsl::false_alarms(plan->monitors[0], plan->models[0].schema).a_week};
  for (int i = 0; i < weeks * 7 * 24; ++i) {
    engine.ingest(0, hour(*plan, i, chance, random));
    for (const auto& step : engine.advance(kStart + (i + 1) * Duration{1h}).transitions)
      told.begun += step.change == Change::fired;
  }
  return told;
}

TEST_CASE("false alarms are as many as the rules foretell", "[property]") {
  const auto seed = GENERATE(range(1, 4));
  CAPTURE(seed);
  struct Case {
    std::string window, ladder;
    double least, most;  // of those foretold
  };
  const auto c = GENERATE(values<Case>({
      {"over each 1h", "warn when > 20% until < 10%", 0.8, 1.1},
      {"over each 1h", "warn when > 15% for 1h until < 10%", 0.8, 1.1},
      {"over each 1h", "warn when > 15% for 2 of 2 until < 10%", 0.8, 1.1},
      {"over 1h every 10m", "warn when > 20% until < 10%", 1, 2.2},
      {"over 1h every 10m", "warn when > 15% for 1h until < 10%", 0.8, 1.5},
  }));
  CAPTURE(c.window, c.ladder);
  const auto told = replay(rules(c.window, c.ladder), 0.1, 30, static_cast<std::uint64_t>(seed));
  CAPTURE(told.foretold, told.begun);
  const double noise = 3 * std::sqrt(told.foretold);
  CHECK(told.begun >= c.least * told.foretold - noise);
  CHECK(told.begun <= c.most * told.foretold + noise);
}

}  // namespace
}  // namespace tocsin::test
