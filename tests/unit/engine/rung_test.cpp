#include "engine/rung.hpp"

#include "tests/unit/engine/scene.hpp"

#include <catch2/catch.hpp>

namespace tocsin::engine {
namespace {

using test::at;

// warn when > 10 for 5m until < 8 for 3m
dsl::RungPlan held_rung() {
  dsl::RungPlan rung;
  rung.trigger = {.kind = dsl::Condition::Kind::greater, .low = 10};
  rung.hold = 5min;
  rung.until_clear = false;
  rung.until = {.kind = dsl::Condition::Kind::less, .low = 8};
  rung.clear_hold = 3min;
  return rung;
}

// Ticks are a minute apart.
RungState on_value(RungState state, const dsl::RungPlan& rung, double value, Instant now) {
  const Sample sample{.kind = SampleKind::value, .value = value};
  return on_value(std::move(state), rung, sample, now, 1min);
}

}  // namespace

TEST_CASE("a value moves a rung as the table says", "[engine][rung]") {
  struct Case {
    std::string_view why;
    RungPhase from;
    double value;
    std::string_view later;  // since the phase was entered
    RungPhase want;
  };
  const auto c = GENERATE(values<Case>({
      {"a good value leaves it idle", RungPhase::idle, 9, "1m", RungPhase::idle},
      {"a first breach waits", RungPhase::idle, 11, "1m", RungPhase::pending},
      {"the threshold itself is no breach", RungPhase::idle, 10, "1m", RungPhase::idle},
      {"a breach not held long enough waits on", RungPhase::pending, 11, "4m", RungPhase::pending},
      {"a breach held long enough fires", RungPhase::pending, 11, "5m", RungPhase::firing},
      {"a good value breaks the hold", RungPhase::pending, 9, "4m", RungPhase::idle},
      {"firing goes on between trigger and until", RungPhase::firing, 9, "1h", RungPhase::firing},
      {"firing begins to clear behind until", RungPhase::firing, 7, "1h", RungPhase::clearing},
      {"clearing not long enough clears on", RungPhase::clearing, 7, "2m", RungPhase::clearing},
      {"clearing long enough ends", RungPhase::clearing, 7, "3m", RungPhase::idle},
      {"clearing that is broken fires again", RungPhase::clearing, 9, "3m", RungPhase::firing},
  }));
  DYNAMIC_SECTION(c.why) {
    const RungState state{.phase = c.from, .since = at("0s"), .held = {}};
    CHECK(on_value(state, held_rung(), c.value, at(c.later)).phase == c.want);
  }
}

TEST_CASE("holds of zero pass through at one value", "[engine][rung]") {
  auto rung = held_rung();
  rung.hold = rung.clear_hold = Duration{0};
  auto state = on_value({}, rung, 11, at("1m"));
  CHECK(state.phase == RungPhase::firing);
  CHECK(state.since == at("1m"));
  state = on_value(state, rung, 7, at("2m"));
  CHECK(state.phase == RungPhase::idle);
}

TEST_CASE("without until a rung ends where its trigger no longer holds", "[engine][rung]") {
  auto rung = held_rung();
  rung.until_clear = true;
  const RungState firing{.phase = RungPhase::firing, .since = at("0s"), .held = {}};
  CHECK(on_value(firing, rung, 10, at("1m")).phase == RungPhase::clearing);
  CHECK(on_value(firing, rung, 10.5, at("1m")).phase == RungPhase::firing);
}

TEST_CASE("the clock of a hold starts at the first breach and at the first good value",
          "[engine][rung]") {
  const auto rung = held_rung();
  auto state = on_value({}, rung, 11, at("10m"));
  CHECK(state.since == at("10m"));
  state = on_value(state, rung, 12, at("12m"));
  CHECK(state.since == at("10m"));
  state = on_value(state, rung, 12, at("15m"));
  CHECK(state.since == at("15m"));
  state = on_value(state, rung, 7, at("20m"));
  CHECK(state.since == at("20m"));
}

TEST_CASE("a gap freezes the holds that run", "[engine][rung]") {
  const auto frozen = [](RungPhase phase) {
    return on_gap({.phase = phase, .since = at("10m"), .held = {}}, 2min).since;
  };
  CHECK(frozen(RungPhase::pending) == at("12m"));
  CHECK(frozen(RungPhase::clearing) == at("12m"));
  CHECK(frozen(RungPhase::idle) == at("10m"));
  CHECK(frozen(RungPhase::firing) == at("10m"));
}

TEST_CASE("rest and the end of a higher rung", "[engine][rung]") {
  struct Case {
    std::string_view why;
    RungPhase from, rested, eased;
  };
  const auto c = GENERATE(values<Case>({
      {"idle stays", RungPhase::idle, RungPhase::idle, RungPhase::idle},
      {"pending fires at once under a higher one", RungPhase::pending, RungPhase::idle,
       RungPhase::firing},
      {"firing stays beside a higher one", RungPhase::firing, RungPhase::idle, RungPhase::firing},
      {"clearing stays beside a higher one", RungPhase::clearing, RungPhase::idle,
       RungPhase::clearing},
  }));
  DYNAMIC_SECTION(c.why) {
    const RungState state{.phase = c.from, .since = at("0s"), .held = {}};
    CHECK(on_rest(state, at("1m")).phase == c.rested);
    CHECK(on_higher_ended(state, at("1m")).phase == c.eased);
  }
}

namespace {

// The phases after values that hold (x) or do not (.): F fires, - does not.
std::string phases(std::uint32_t n, std::uint32_t m, std::string_view values) {
  auto rung = held_rung();
  rung.of_n = n;
  rung.of_m = m;
  rung.until_clear = true;
  rung.clear_hold = Duration{0};
  RungState state;
  std::string phases;
  Instant now = at("0s");
  for (const char value : values) {
    state = on_value(state, rung, value == 'x' ? 11 : 1, now += 1min);
    CHECK(state.phase != RungPhase::pending);
    phases += state.is_active() ? 'F' : '-';
  }
  return phases;
}

}  // namespace

TEST_CASE("for N of M counts the values that held, whatever lies between", "[engine][rung]") {
  CHECK(phases(2, 3, "x.x") == "--F");
  CHECK(phases(2, 3, "x..x") == "----");
  CHECK(phases(2, 3, "xx") == "-F");  // two of the first two are two of three
  CHECK(phases(1, 1, "x.x") == "F-F");
  CHECK(phases(3, 5, "xx..x") == "----F");
  CHECK(phases(3, 5, "xxx..x") == "--F--F");  // good values do not fire it anew, a bad one does
  const std::string seventy(70, 'x');
  CHECK(phases(70, 100, seventy) == std::string(69, '-') + "F");
}

namespace {

// A value of which 99% lies within 2 to either side.
Sample about(double value) {
  Sample sample{.kind = SampleKind::value, .value = value};
  sample.sure = {{0.99, value - 2, value + 2}};
  return sample;
}

dsl::RungPlan sure_rung() {
  auto rung = held_rung();
  rung.trigger.confidence = 0.99;
  return rung;
}

}  // namespace

TEST_CASE("a rung with confidence moves as the table says", "[engine][rung]") {
  struct Case {
    std::string_view why;
    RungPhase from;
    double value;
    std::string_view later;  // since the phase was entered
    RungPhase want;
    std::string_view since;
  };
  const auto c = GENERATE(values<Case>({
      {"a sure breach opens", RungPhase::idle, 13, "1m", RungPhase::pending, "1m"},
      {"an uncertain one does not", RungPhase::idle, 11, "1m", RungPhase::idle, "0s"},
      {"a sure breach confirms", RungPhase::pending, 13, "5m", RungPhase::firing, "5m"},
      {"an uncertain one does not confirm, and the hold stands still", RungPhase::pending, 11, "5m",
       RungPhase::pending, "1m"},
      {"a good value breaks the hold, sure or not", RungPhase::pending, 9.9, "4m", RungPhase::idle,
       "4m"},
      {"an uncertain value does not end it", RungPhase::firing, 11, "1h", RungPhase::firing, "0s"},
      {"until without confidence goes by the value", RungPhase::firing, 7, "1h",
       RungPhase::clearing, "1h"},
      {"and a value that is not back resets it", RungPhase::clearing, 11, "2m", RungPhase::firing,
       "2m"},
  }));
  DYNAMIC_SECTION(c.why) {
    const RungState state{.phase = c.from, .since = at("0s"), .held = {}};
    const auto after = on_value(state, sure_rung(), about(c.value), at(c.later), 1min);
    CHECK(after.phase == c.want);
    CHECK(after.since == at(c.since));
  }
}

TEST_CASE("after until, confidence asks for a sure recovery", "[engine][rung]") {
  struct Case {
    std::string_view why;
    RungPhase from;
    double value;
    RungPhase want;
    std::string_view since;
  };
  const auto c = GENERATE(values<Case>({
      {"surely back", RungPhase::firing, 5, RungPhase::clearing, "3m"},
      {"perhaps back", RungPhase::firing, 7, RungPhase::firing, "0s"},
      {"surely back for long enough", RungPhase::clearing, 5, RungPhase::idle, "3m"},
      {"perhaps back: the hold stands still", RungPhase::clearing, 7, RungPhase::clearing, "1m"},
      {"not back", RungPhase::clearing, 8, RungPhase::firing, "3m"},
  }));
  DYNAMIC_SECTION(c.why) {
    auto rung = sure_rung();
    rung.until.confidence = 0.99;
    const RungState state{.phase = c.from, .since = at("0s"), .held = {}};
    const auto after = on_value(state, rung, about(c.value), at("3m"), 1min);
    CHECK(after.phase == c.want);
    CHECK(after.since == at(c.since));
  }
}

TEST_CASE("until clear goes by the value, whatever its confidence", "[engine][rung]") {
  auto rung = sure_rung();
  rung.until_clear = true;
  const RungState firing{.phase = RungPhase::firing, .since = at("0s"), .held = {}};
  CHECK(on_value(firing, rung, about(10), at("1m"), 1min).phase == RungPhase::clearing);
  CHECK(on_value(firing, rung, about(10.1), at("1m"), 1min).phase == RungPhase::firing);
}

TEST_CASE("an uncertain sample is one of N of M that did not hold", "[engine][rung]") {
  auto rung = sure_rung();
  rung.of_n = 2;
  rung.of_m = 3;
  const auto phases = [&](const std::vector<double>& values) {
    RungState state;
    std::string text;
    for (const double value : values) {
      state = on_value(state, rung, about(value), at("1m"), 1min);
      text += state.is_active() ? 'F' : '-';
    }
    return text;
  };
  CHECK(phases({13, 11, 13}) == "--F");
  CHECK(phases({13, 11, 11, 13}) == "----");
  CHECK(phases({13, 13}) == "-F");
}

TEST_CASE("a rung survives being saved", "[engine][rung]") {
  const RungState state{
      .phase = RungPhase::clearing, .since = at("7m"), .held = {true, false, true}};
  Encoder out;
  save(out, state);
  Decoder in(out.bytes());
  CHECK(load_rung(in) == state);
  CHECK(in.at_end());
}

}  // namespace tocsin::engine
