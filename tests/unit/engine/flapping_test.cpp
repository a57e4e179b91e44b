#include "engine/flapping.hpp"

#include "tests/unit/engine/told.hpp"

#include <catch2/catch.hpp>

#include <deque>
#include <random>

namespace tocsin::engine {
namespace {

using test::kEnded, test::kPage, test::kWarn;
using test::Scene;
using test::Told;

Instant minute(std::int64_t n) { return test::kMonday + std::chrono::minutes(n); }

// "10110": a sample each minute, 1 where the severity changed.
Flapping after(std::string_view samples) {
  Flapping state;
  std::int64_t n = 0;
  for (const char c : samples) state = after_sample(state, c == '1', minute(++n));
  return state;
}

// As the definition has it: the oldest of twenty samples weighs 0.80, each later one 0.02 more.
double share_of(const std::deque<bool>& samples) {
  double sum = 0;
  for (std::size_t i = 0; i < samples.size(); ++i)
    if (samples[i]) sum += 0.80 + 0.02 * static_cast<double>(i + 20 - samples.size());
  return sum / 20;
}

const std::string kBoth = "route page to pager\nroute info, warn, page to team\n";
constexpr std::string_view kFlaps = "since 00:05, 6 changes";

}  // namespace

TEST_CASE("the newest change weighs most", "[engine][flapping]") {
  CHECK(change_weight(0) == 0);
  CHECK(change_weight(1) == 118);
  CHECK(change_weight(1u << 19) == 80);
  CHECK(change_weight((1u << 20) - 1) == 1980);  // 20 samples of 0.99 on average
  CHECK(change_weight(0b11111) == 118 + 116 + 114 + 112 + 110);
}

TEST_CASE("six changes in a row flap, five do not", "[engine][flapping]") {
  // 5.70 of 20 are 28.5%, 6.78 are 33.9%.
  CHECK_FALSE(after("11111").is_on);
  const auto six = after("111111");
  CHECK(six.is_on);
  CHECK(six.since == minute(6));
  CHECK(flapping_text(six) == "since 2026-03-02T00:06:00Z, 6 changes");
  CHECK(flapping_text(after("11111")).empty());
}

TEST_CASE("changes far apart do not flap", "[engine][flapping]") {
  // Every fourth sample: 1.18 + 1.10 + 1.02 + 0.94 + 0.86 = 5.10 of 20 are 25.5%.
  CHECK_FALSE(after("0001000100010001000100010001").is_on);
  // Every third: 1.18 + 1.12 + 1.06 + 1.00 + 0.94 + 0.88 + 0.82 = 7.00 are 35%.
  CHECK(after("001001001001001001001").is_on);
}

TEST_CASE("flapping goes on until the share is below a quarter", "[engine][flapping]") {
  // Six changes and k calm samples: 6.78 - 0.12 k. 5.10 after 14; the oldest leaves with the 15th,
  // and what is left weighs 4.20, which is below 5.
  CHECK(after("111111" + std::string(14, '0')).is_on);
  const auto calm = after("111111" + std::string(15, '0'));
  CHECK_FALSE(calm.is_on);
  CHECK(calm.count == 0);
  CHECK(flapping_text(after("1111110000001")) == "since 2026-03-02T00:06:00Z, 7 changes");
}

TEST_CASE("the weight is that of the definition", "[engine][flapping]") {
  std::mt19937_64 random(7);
  Flapping state;
  std::deque<bool> samples;
  bool flaps = false;
  std::size_t turns = 0;
  for (std::int64_t n = 0; n < 20'000; ++n) {
    const bool changed = random() % 100 < (n / 50 % 2 == 0 ? 50u : 10u);
    samples.push_back(changed);
    if (samples.size() > 20) samples.pop_front();
    state = after_sample(state, changed, minute(n));
    const double share = share_of(samples);
    REQUIRE(change_weight(state.changes) / 2000.0 == Approx(share).margin(1e-12));
    const bool before = flaps;
    if (share > 0.30 + 1e-9) flaps = true;
    if (share < 0.25 - 1e-9) flaps = false;
    turns += flaps != before ? 1 : 0;
    REQUIRE(state.is_on == flaps);
  }
  CHECK(turns > 50);
}

TEST_CASE("that an alert flaps is said once, and its state when it does no more",
          "[engine][flapping]") {
  Told told(kBoth);
  told.set("0s", "slow/a", kWarn).set("1m", "slow/a", kEnded).set("2m", "slow/a", kWarn);
  CHECK(told.story() ==
        "30s team beginning warn: slow/a warn\n1m team end warn: slow/a warn ended\n");
  told.flaps("slow/a", kFlaps).set("3m", "slow/a", kEnded).set("4m", "slow/a", kWarn);
  told.set("5m", "slow/a", kEnded)
      .set("20m", "slow/a", kWarn)
      .set("21m", "slow/a", kEnded)
      .pass("1h");
  CHECK(told.story().substr(told.story().find("2m30s")) ==
        "2m30s team beginning warn: slow/a warn\n"
        "7m30s team update warn: slow/a warn flapping\n");
  CHECK(told.messages().back().alerts.front().flapping == kFlaps);
  SECTION("that it has ended meanwhile") {
    told.flaps("slow/a", "").set("1h10m", "slow/a", kEnded).pass("3h");
    CHECK(told.messages().size() == 5);
    CHECK(told.messages().back().kind == Message::Kind::end);
    CHECK(told.messages().back().alerts.front().flapping.empty());
    CHECK(told.messages().back().thread == told.messages()[2].thread);
  }
  SECTION("or that it fires") {
    told.flaps("slow/a", "").set("1h10m", "slow/a", kWarn).pass("3h");
    CHECK(told.story().substr(told.story().find("1h10m")) ==
          "1h10m team update warn: slow/a warn\n");
  }
}

TEST_CASE("a rise above everything told passes while it flaps", "[engine][flapping]") {
  Told told(kBoth);
  told.set("0s", "slow/a", kWarn).flaps("slow/a", kFlaps).set("1m", "slow/a", kEnded);
  told.set("10m", "slow/a", kPage)
      .set("11m", "slow/a", kWarn)
      .set("12m", "slow/a", kPage)
      .pass("1h");
  CHECK(told.story() ==
        "30s team beginning warn: slow/a warn\n"
        "5m30s team update warn: slow/a warn flapping\n"
        "10m pager beginning page: slow/a page flapping\n"
        "10m team update page: slow/a page flapping\n");
}

TEST_CASE("what ends before it was told is told once it flaps", "[engine][flapping]") {
  Told told(kBoth);
  told.set("0s", "slow/a", kWarn).set("10s", "slow/a", kEnded).set("20s", "slow/a", kWarn);
  told.set("30s", "slow/a", kEnded).set("40s", "slow/a", kWarn).flaps("slow/a", kFlaps);
  told.set("50s", "slow/a", kEnded)
      .set("1m", "slow/a", kWarn)
      .set("1m10s", "slow/a", kEnded)
      .pass("1h");
  CHECK(told.story() == "1m30s team beginning warn: slow/a warn flapping\n");
}

TEST_CASE("an alert that comes and goes with every sample is told as flapping",
          "[engine][flapping]") {
  Scene scene(test::monitoring("measure rate over each 1m; warn when > 0.5/m"));
  // Odd minutes have an event, even ones have none, for half an hour; then every minute has one.
  std::vector<std::string> lines;
  for (int m = 1; m < 120; ++m)
    if (m % 2 == 1 || m > 30) lines.push_back(std::to_string(m) + "m10s platform=a");
  scene.events(lines);
  scene.pass("2h");
  std::vector<std::string> said;
  std::vector<Message> behind;
  for (const auto& message : scene.all.messages) {
    if (!message.alerts.front().flapping.empty()) said.push_back(headline(message));
    if (!said.empty()) behind.push_back(message);
  }
  CHECK(scene.all.transitions.size() > 25);
  CHECK(scene.all.messages.size() < 12);
  REQUIRE(said.size() == 1);
  CHECK(said.front().find("(flapping)") != std::string::npos);
  REQUIRE(behind.size() > 1);
  CHECK(behind[1].kind == Message::Kind::update);
  CHECK(behind[1].alerts.front().flapping.empty());
}

}  // namespace tocsin::engine
