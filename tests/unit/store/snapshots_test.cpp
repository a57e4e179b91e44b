#include "store/snapshots.hpp"

#include "store/journal.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

store::LiveRun begin_live(const store::Store& store) {
  const auto run = need(store::Recorder::begin(store, run_spec())).run();
  return need(store::begin_progress(store, run, "plan-a", at("08:00")));
}

void keep(const store::Store& store, std::int64_t run, std::int64_t position, std::string state) {
  need(store::write_snapshot(store,
                             {.run = run,
                              .plan = "plan-a",
                              .progress = {position, at("08:00") + std::chrono::minutes(position)},
                              .state = std::move(state)}));
}

void run_sql(const store::Store& store, const char* sql) { need(store.script(sql)); }

}  // namespace

TEST_CASE("a restart finds the latest live run and how far it was", "[store][snapshots]") {
  const auto store = open_store();
  CHECK_FALSE(need(store::latest_live_run(store)));
  store::Journal journal(store);
  std::vector<store::Entry> before{{.body = "of a run before"}};
  need(journal.append(before));
  const auto live = begin_live(store);
  CHECK(live.first == 1);
  auto recorder = store::Recorder::resume(store, live.run, run_spec());
  need(recorder.record(beginning(), {17, at("09:00")}));
  need(recorder.record({}, {18, at("09:05")}));  // nothing was decided, and time went on
  const auto found = need(store::latest_live_run(store));
  REQUIRE(found);
  CHECK(found->run == live.run);
  CHECK(found->plan == "plan-a");
  CHECK(found->start == at("08:00"));
  CHECK(found->first == 1);
  CHECK(found->progress.position == 18);
  CHECK(found->progress.at == at("09:05"));
}

TEST_CASE("a state comes back, also one of several parts", "[store][snapshots]") {
  const auto store = open_store();
  const auto live = begin_live(store);
  std::string state(std::size_t{17} << 20, 'x');
  for (std::size_t i = 0; i < state.size(); i += 97) state[i] = static_cast<char>(i * 31);
  keep(store, live.run, 5, state);
  const auto found = need(store::latest_snapshot(store, live.run, "plan-a"));
  REQUIRE(found.snapshot);
  CHECK(found.snapshot->progress.position == 5);
  CHECK(found.snapshot->progress.at == at("08:05"));
  CHECK((found.snapshot->state == state));
  CHECK(found.damaged.empty());
  CHECK_FALSE(need(store::latest_snapshot(store, live.run, "plan-b")).snapshot);
  CHECK_FALSE(need(store::latest_snapshot(store, live.run + 1, "plan-a")).snapshot);
}

TEST_CASE("the last two snapshots are kept, and nothing of the others", "[store][snapshots]") {
  const auto store = open_store();
  const auto live = begin_live(store);
  for (int i = 1; i <= 4; ++i) keep(store, live.run, i, fmt::format("state {}", i));
  store::Transaction reading(store, store::Transaction::Kind::read);
  CHECK(reading.find_integer("SELECT count(*) FROM snapshots") == 2);
  CHECK(reading.find_integer("SELECT count(*) FROM snapshot_parts") == 2);
  CHECK(store::safe_position(reading) == 3);
}

TEST_CASE("a damaged snapshot gives way to the one before", "[store][snapshots]") {
  const auto store = open_store();
  const auto live = begin_live(store);
  keep(store, live.run, 1, "state 1");
  {
    store::Transaction reading(store, store::Transaction::Kind::read);
    CHECK_FALSE(store::safe_position(reading));  // one alone might turn out to be damaged
  }
  keep(store, live.run, 2, "state 2");
  const char* harm = GENERATE(
      "UPDATE snapshot_parts SET body = x'00' WHERE snapshot = 2",
      "UPDATE snapshot_parts SET body = substr(body, 1, length(body) - 1) WHERE snapshot = 2",
      "DELETE FROM snapshot_parts WHERE snapshot = 2",
      "UPDATE snapshots SET hash = 'wrong' WHERE id = 2");
  CAPTURE(harm);
  run_sql(store, harm);
  const auto found = need(store::latest_snapshot(store, live.run, "plan-a"));
  REQUIRE(found.snapshot);
  CHECK(found.snapshot->state == "state 1");
  REQUIRE(found.damaged.size() == 1);
  CHECK_THAT(found.damaged[0],
             Catch::StartsWith("the snapshot of 2026-03-02T08:02:00Z cannot be used: "));
}
