#include "dryrun/commands.hpp"
#include "dryrun/live.hpp"
#include "store/journal.hpp"
#include "tests/properties/stream.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::test {
namespace {

constexpr std::size_t kEvents = 500;
using Plan = std::shared_ptr<const dsl::Plan>;

template <typename T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

store::Entry entry_of(store::EntryKind kind, Instant received, std::string body) {
  return {.position = 0,
          .kind = kind,
          .model = kind == store::EntryKind::command ? "" : "m",
          .received = received,
          .rows = 1,
          .body = std::move(body)};
}

std::vector<store::Entry> events_of(const Plan& plan, const std::vector<Event>& events,
                                    std::mt19937_64& random) {
  std::vector<store::Entry> entries;
  for (std::size_t next = 0; next < events.size();) {
    const auto end = std::min(events.size(), next + 1 + random() % 40);
    entries.push_back(
        entry_of(store::EntryKind::events, events[end - 1].arrival,
                 store::encode(plan->models[0].schema, batch_of(*plan, events, next, end))));
    next = end;
  }
  return entries;
}

std::vector<store::Entry> labels_of(const Plan& plan, const std::vector<Event>& events,
                                    std::mt19937_64& random) {
  std::vector<store::Entry> entries;
  auto sorted = events;
  std::ranges::stable_sort(sorted, {}, &Event::label_arrival);
  for (std::size_t next = 0; next < sorted.size();) {
    const auto end = std::min(sorted.size(), next + 1 + random() % 40);
    const std::vector<Event> some(sorted.begin() + static_cast<std::ptrdiff_t>(next),
                                  sorted.begin() + static_cast<std::ptrdiff_t>(end));
    entries.push_back(
        entry_of(store::EntryKind::labels, sorted[end - 1].label_arrival,
                 store::encode(plan->models[0].schema, test::labels_of(*plan, some))));
    next = end;
  }
  return entries;
}

std::vector<store::Entry> commands_of(const Plan& plan) {
  const engine::Acknowledgement said{
      .at = kStart + 3h, .by = "ann", .lasts = 1h, .incident = {}, .monitors = {0, 2}, .where = {}};
  const Silence silence{"s-1", "m.busy", {}, kStart + 2h, kStart + 4h, "load test", "ann"};
  return {entry_of(store::EntryKind::command, kStart + 2h + 20s, dryrun::encode(silence)),
          entry_of(store::EntryKind::command, kStart + 3h, dryrun::encode(*plan, said))};
}

// Everything that comes in, in the order of receipt.
std::vector<store::Entry> history(const Plan& plan, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto events = random_events(seed, kEvents);
  auto entries = events_of(plan, events, random);
  for (auto& entry : labels_of(plan, events, random)) entries.push_back(std::move(entry));
  for (auto& entry : commands_of(plan)) entries.push_back(std::move(entry));
  std::ranges::stable_sort(entries, {}, &store::Entry::received);
  return entries;
}

store::RunSpec spec_of(const Plan& plan) {
  store::RunSpec spec;
  spec.started = kStart;
  spec.version = "test";
  spec.ladder = plan->severities;
  for (const auto& monitor : plan->monitors)
    spec.monitors.push_back({.package = monitor.package,
                             .model = "m",
                             .monitor = monitor.name,
                             .kind = "quality",
                             .title = monitor.title,
                             .thresholds = {"", "", ""},
                             .word_value = {}});
  return spec;
}

dryrun::Live open(const store::Store& store, const Plan& plan) {
  return need(dryrun::Live::open(store, {.plan = plan,
                                         .references = references_of(*plan, 99, 300),
                                         .spec = spec_of(plan),
                                         .start = kStart}));
}

// What the log holds of decisions, every column of it but those of the clock.
std::string log_of(const store::Store& store) {
  std::string out;
  store::Transaction reading(store, store::Transaction::Kind::read);
  for (const char* table : {"incidents", "alerts", "episodes", "transitions", "timeline",
                            "messages", "message_incidents", "outbox", "held"}) {
    std::string columns;
    reading.each(
        "SELECT group_concat('quote(' || name || ')', '||''|''||') FROM pragma_table_info(?)"
        " WHERE name <> 'written_at'",
        {table}, [&](store::Row& row) { columns = row.text(); });
    reading.each(fmt::format("SELECT {} FROM {} ORDER BY 1", columns, table), {},
                 [&](store::Row& row) { out += fmt::format("{}: {}\n", table, row.text()); });
  }
  need(reading.commit());
  return out;
}

store::Store in_memory() { return need(store::Store::open(":memory:", store::IfMissing::create)); }

// The whole history without a break, and not a snapshot of it.
std::string undisturbed(const Plan& plan, std::vector<store::Entry> entries) {
  const auto store = in_memory();
  store::Journal journal(store);
  auto live = open(store, plan);
  need(journal.append(entries));
  for (const auto& entry : entries) need(live.take(entry));
  need(live.advance(entries.back().received + 4h));
  return log_of(store);
}

enum class Cut { after_commit, after_taking, after_deciding, after_snapshot };

// The same with an end of the process at random points: the engine is gone, what was committed is
// there.
std::string interrupted(const Plan& plan, std::vector<store::Entry> entries, std::uint64_t seed,
                        int& cuts) {
  std::mt19937_64 random(seed);
  const auto store = in_memory();
  store::Journal journal(store);
  auto live = std::make_unique<dryrun::Live>(open(store, plan));
  const auto cut = [&](Cut) {
    if (random() % 8 != 0) return false;
    ++cuts;
    live = std::make_unique<dryrun::Live>(open(store, plan));
    CHECK(live->is_resumed());
    return true;
  };
  for (std::size_t next = 0; next < entries.size();) {
    const auto end = std::min(entries.size(), next + 1 + random() % 4);
    const auto some = std::span(entries).subspan(next, end - next);
    need(journal.append(some));
    const bool taken_again = cut(Cut::after_commit);
    if (!taken_again)
      for (const auto& entry : some) need(live->take(entry));
    cut(Cut::after_taking);
    const Instant until = end < entries.size() ? entries[end].received : entries.back().received;
    if (random() % 3 != 0) need(live->advance(until - Duration(1)));
    cut(Cut::after_deciding);
    if (random() % 5 == 0) {
      need(live->snapshot());
      cut(Cut::after_snapshot);
    }
    next = end;
  }
  need(live->advance(entries.back().received + 4h));
  return log_of(store);
}

std::string first_difference(const std::string& a, const std::string& b) {
  const auto [at, ignored] = std::ranges::mismatch(a, b);
  if (at == a.end() && a.size() == b.size()) return "";
  const auto place = static_cast<std::size_t>(at - a.begin());
  const auto line = place == 0 ? 0 : a.rfind('\n', place - 1) + 1;
  return a.substr(line, 300) + "\n--- against ---\n" + b.substr(line, 300);
}

}  // namespace

TEST_CASE("a run that was cut off at any point goes on as if it had not been", "[property]") {
  const auto plan = sound(kStreamRules);
  const std::uint64_t seed = GENERATE(range(1, 4));
  CAPTURE(seed);
  const auto entries = history(plan, seed);
  const auto whole = undisturbed(plan, entries);
  for (const char* part : {"transitions: ", "messages: ", "held: ", "acknowledged"})
    CHECK(whole.find(part) != std::string::npos);  // it happens, or nothing is shown
  int cuts = 0;
  for (std::uint64_t way = 0; way < 3; ++way)
    CHECK(first_difference(whole, interrupted(plan, entries, seed * 100 + way, cuts)) == "");
  CHECK(cuts > 10);
}

TEST_CASE("a damaged snapshot costs time and no decision", "[property]") {
  const auto plan = sound(kStreamRules);
  auto entries = history(plan, 21);
  const auto whole = undisturbed(plan, entries);
  const auto store = in_memory();
  store::Journal journal(store);
  {
    auto live = open(store, plan);
    need(journal.append(entries));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      need(live.take(entries[i]));
      if (i % 20 == 0) need(live.advance(entries[i].received - Duration(1)));
      if (i % 20 == 0) need(live.snapshot());
    }
  }
  const char* harm = GENERATE(
      "UPDATE snapshot_parts SET body = x'00' WHERE snapshot = (SELECT max(id) FROM snapshots)",
      "UPDATE snapshot_parts SET body = x'00'", "DELETE FROM snapshots");
  CAPTURE(harm);
  need(store.script(harm));
  auto live = open(store, plan);
  need(live.advance(entries.back().received + 4h));
  CHECK(first_difference(whole, log_of(store)) == "");
}

TEST_CASE("what the disk refused is written when it takes it again", "[property]") {
  const auto plan = sound(kStreamRules);
  auto entries = history(plan, 31);
  const auto whole = undisturbed(plan, entries);
  const auto store = in_memory();
  store::Journal journal(store);
  auto live = open(store, plan);
  need(journal.append(entries));
  int refused = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool is_full = (i / 10) % 3 == 1;
    need(store.script(is_full ? "PRAGMA query_only = ON" : "PRAGMA query_only = OFF"));
    need(live.take(entries[i]));
    if (!live.advance(entries[i].received - Duration(1))) ++refused;
    if (is_full && refused > 0) CHECK_FALSE(live.snapshot());
  }
  need(store.script("PRAGMA query_only = OFF"));
  need(live.advance(entries.back().received + 4h));
  CHECK(refused > 10);
  CHECK(first_difference(whole, log_of(store)) == "");
}

}  // namespace tocsin::test
