#include "tests/properties/stream.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

constexpr std::size_t kEvents = 700;

// The whole history, cut as `cuts` says: how many rows a batch, when time passes, when the state is
// saved and loaded into another engine.
std::string run(const std::shared_ptr<const dsl::Plan>& plan, const std::vector<Event>& events,
                std::uint64_t cuts, bool saves) {
  std::mt19937_64 random(cuts);
  const auto make = [&] {
    return std::make_unique<engine::Engine>(plan, references_of(*plan, 99, 300), kStart);
  };
  auto engine = make();
  engine->ingest(0, labels_of(*plan, events));
  for (std::size_t i = 0; i < plan->monitors.size(); ++i)
    engine->acknowledge({.at = kStart + 3h + static_cast<int>(i) * 97min,
                         .by = "ann",
                         .lasts = 1h,
                         .incident = {},
                         .monitors = {i},
                         .where = {}});
  std::vector<Outcome> outcomes;
  std::size_t next = 0;
  const Instant last = events.back().arrival + 4h;
  for (Instant now = kStart; now < last;) {
    now = cuts == 0 ? last
                    : std::min(last, now + Duration(static_cast<std::int64_t>(
                                               random() % (90ull * 60'000'000'000ull))));
    while (next < events.size() && events[next].arrival <= now) {
      const std::size_t size = cuts == 0 ? events.size() : 1 + random() % 60;
      const std::size_t end = std::min(events.size(), next + size);
      engine->ingest(0, batch_of(*plan, events, next, end));
      next = end;
    }
    outcomes.push_back(engine->advance(now));
    if (!saves || random() % 3 != 0) continue;
    const std::string state = engine->save();
    engine = make();
    REQUIRE(engine->load(state));
    CHECK(engine->save() == state);
  }
  Outcome all;
  for (auto& o : outcomes) {
    std::move(o.readings.begin(), o.readings.end(), std::back_inserter(all.readings));
    std::move(o.transitions.begin(), o.transitions.end(), std::back_inserter(all.transitions));
    std::move(o.messages.begin(), o.messages.end(), std::back_inserter(all.messages));
    std::move(o.incidents.begin(), o.incidents.end(), std::back_inserter(all.incidents));
  }
  return dump(all);
}

// The first line in which two texts differ, so that a failure can be read.
std::string first_difference(const std::string& a, const std::string& b) {
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  if (at == a.size() && at == b.size()) return "";
  const std::size_t line = at == 0 ? 0 : a.rfind('\n', at - 1) + 1;
  return a.substr(line, 300) + "\n--- against ---\n" + b.substr(line, 300);
}

}  // namespace

TEST_CASE("what is decided does not depend on how rows were cut into batches", "[property]") {
  const auto plan = sound(kStreamRules);
  const std::uint64_t seed = GENERATE(range(1, 6));
  CAPTURE(seed);
  const auto events = random_events(seed, kEvents);
  const std::string whole = run(plan, events, 0, false);
  for (const char* part : {"step ", " escalated ", " acknowledged ", " lapsed "})
    CHECK(whole.find(part) != std::string::npos);  // it happens, or nothing is shown
  for (const std::uint64_t cuts : {seed * 10 + 1, seed * 10 + 2}) {
    CAPTURE(cuts);
    CHECK(first_difference(whole, run(plan, events, cuts, false)) == "");
  }
}

TEST_CASE("nor on the state having been saved and loaded at any slot in between", "[property]") {
  const auto plan = sound(kStreamRules);
  const std::uint64_t seed = GENERATE(range(11, 16));
  CAPTURE(seed);
  const auto events = random_events(seed, kEvents);
  CHECK(first_difference(run(plan, events, 0, false), run(plan, events, seed, true)) == "");
}

TEST_CASE("damaged state is refused and never crashes", "[property]") {
  const auto plan = sound(kStreamRules);
  const auto events = random_events(5, 200);
  engine::Engine engine(plan, references_of(*plan, 99, 300), kStart);
  engine.ingest(0, labels_of(*plan, events));
  engine.ingest(0, batch_of(*plan, events, 0, events.size()));
  engine.advance(kStart + 2h);
  const std::string state = engine.save();
  const std::uint64_t seed = GENERATE(range(1, 40));
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  std::string bytes = state.substr(0, seed % 4 == 0 ? random() % state.size() : state.size());
  for (int i = 0; i < 8 && !bytes.empty(); ++i)
    bytes[random() % bytes.size()] = static_cast<char>(random());
  engine::Engine other(plan, references_of(*plan, 99, 300), kStart);
  const bool taken = other.load(bytes);
  CHECK((taken || bytes != state));
}

}  // namespace tocsin::test
