// The engine against a slow reference that knows nothing of it, over random worlds. A world that
// fails is shown again alone with TOCSIN_SEED=N (and one case).
#include "tests/properties/slow_reference.hpp"

#include "engine/engine.hpp"
#include "tests/properties/slow_random.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace tocsin::test::slow {
namespace {

constexpr std::size_t kRows = 220;
constexpr std::size_t kMonitors = 6;

Kind kind_of(SampleKind kind) {
  return kind == SampleKind::value ? Kind::value
         : kind == SampleKind::few ? Kind::few
                                   : Kind::empty;
}

void add(Story& story, const Outcome& outcome, const World& world) {
  for (const auto& r : outcome.readings) {
    const SlowReading reading{kind_of(r.sample.kind),
                              r.sample.value,
                              0,
                              r.sample.n,
                              r.sample.labels,
                              r.sample.positives,
                              r.sample.warming_up,
                              r.phase == AlertPhase::pending,
                              r.severity};
    for (std::size_t i = 0;; ++i)
      if (story.readings.try_emplace({r.slot, r.monitor, r.segment, i}, reading).second) break;
  }
  for (const auto& t : outcome.transitions) {
    const auto monitor = static_cast<std::size_t>(std::stoul(t.alert.monitor.substr(1)));
    const SlowTurn turn{t.from_severity, t.to_severity, t.reason};
    for (std::size_t i = 0;; ++i)
      if (story.turns.try_emplace({t.at, monitor, t.alert.segment, i}, turn).second) break;
  }
  static_cast<void>(world);
}

// The same through the engine, its rows cut anyhow.
Story told_by_engine(const World& world, std::uint64_t seed) {
  const auto plan = sound(world.rules);
  const auto& schema = plan->models[0].schema;
  engine::Engine engine(plan, {{reference_of(schema, world)}}, world.start);
  if (world.labels_apart) engine.ingest(0, labels_of(schema, world));
  Batch lost;
  lost.columns.resize(schema.fields.size());
  lost.unreadable = world.unreadable;
  engine.ingest(0, lost);
  Random random(seed);
  for (std::size_t next = 0; next < world.rows.size();) {
    const std::size_t end = std::min(world.rows.size(), next + 1 + random.below(90));
    engine.ingest(0, batch_of(schema, world, next, end));
    next = end;
  }
  if (world.closes) engine.close(0);
  Story story;
  for (Instant now = world.start; now < world.end;) {
    now = std::min(world.end, now + random.up_to((world.end - world.start) / 3));
    add(story, engine.advance(now), world);
  }
  return story;
}

// ---- what differs --------------------------------------------------------------------------

bool is_near(const SlowReading& slow, const SlowReading& told) {
  if (slow.kind != Kind::value) return true;
  return std::abs(slow.value - told.value) <= 1e-12 * std::max(slow.scale, std::abs(slow.value));
}

bool agree(const SlowReading& slow, const SlowReading& told) {
  return slow.kind == told.kind && is_near(slow, told) && slow.n == told.n &&
         slow.labels == told.labels && slow.positives == told.positives &&
         slow.warming_up == told.warming_up && slow.pending == told.pending &&
         slow.severity == told.severity;
}

bool agree(const SlowTurn& slow, const SlowTurn& told) {
  return slow.from == told.from && slow.to == told.to && slow.reason == told.reason;
}

std::string text_of(const SlowReading& r) {
  constexpr const char* kKinds[] = {"value", "EMPTY", "FEW"};
  return fmt::format("{} {} n {} labels {} positives {}{}{} severity {}",
                     kKinds[static_cast<std::size_t>(r.kind)], r.value, r.n, r.labels, r.positives,
                     r.warming_up ? " warming up" : "", r.pending ? " pending" : "", r.severity);
}

std::string text_of(const SlowTurn& t) {
  return fmt::format("{} -> {} {}", t.from, t.to, t.reason);
}

template <typename T>
std::string text_at(const std::map<At, T>& all, const At& at) {
  const auto found = all.find(at);
  return found == all.end() ? "nothing" : text_of(found->second);
}

// The first place in which two histories differ, with the monitor that it is about.
template <typename T>
std::string first_difference(const World& world, const std::map<At, T>& slow,
                             const std::map<At, T>& told) {
  std::map<At, bool> all;
  for (const auto& [at, entry] : slow) all[at] = true;
  for (const auto& [at, entry] : told) all[at] = true;
  for (const auto& [at, unused] : all) {
    if (slow.contains(at) && told.contains(at) && agree(slow.at(at), told.at(at))) continue;
    const auto& [now, monitor, segment, number] = at;
    return fmt::format("{} m{} [{}] #{}\n  expected {}\n  found    {}\n{}", format_utc(now),
                       monitor, segment, number, text_at(slow, at), text_at(told, at),
                       world.monitors[monitor].text);
  }
  return "";
}

void check_world(std::uint64_t seed) {
  const World world = make_world(seed, kRows, kMonitors);
  INFO("replay this one alone with TOCSIN_SEED=" << seed);
  const Story slow = tell(world);
  const Story told = told_by_engine(world, seed);
  CHECK(first_difference(world, slow.readings, told.readings) == "");
  CHECK(first_difference(world, slow.turns, told.turns) == "");
  CHECK(slow.readings.size() > 0);
}

void check_worlds(std::uint64_t first, std::uint64_t last) {
  if (const char* seed = std::getenv("TOCSIN_SEED")) return check_world(std::stoull(seed));
  for (std::uint64_t seed = first; seed <= last; ++seed) check_world(seed);
}

}  // namespace

// A few cases, so that they may run side by side.
TEST_CASE("the engine says what the language says: worlds up to 50", "[property]") {
  check_worlds(1, 50);
}
TEST_CASE("the engine says what the language says: worlds up to 100", "[property]") {
  check_worlds(51, 100);
}
TEST_CASE("the engine says what the language says: worlds up to 150", "[property]") {
  check_worlds(101, 150);
}
TEST_CASE("the engine says what the language says: worlds up to 200", "[property]") {
  check_worlds(151, 200);
}

TEST_CASE("the engine says what the language says: many more worlds", "[property][long]") {
  check_worlds(1001, 3000);
}

}  // namespace tocsin::test::slow
