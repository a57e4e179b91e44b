#include "store/incident_rows.hpp"
#include "store/journal.hpp"
#include "store/outbox.hpp"
#include "store/snapshots.hpp"
#include "store/upkeep.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/store/failing_vfs.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <functional>

using namespace tocsin;
using namespace tocsin::test;

namespace {

constexpr int kMostWrites = 2000;  // more than any step here takes

std::string state_of(const std::string& file) { return dump(open_store(file)); }

struct Scene {
  std::function<void(const std::string& file)> prepare;
  std::function<Result<void>(const store::Store&)> step;
};

// What the file holds when nothing fails: before the step, and after it.
std::pair<std::string, std::string> both_states(const Scene& scene) {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  scene.prepare(file);
  auto before = state_of(file);
  need(scene.step(open_store(file)));
  return {before, state_of(file)};
}

// Lets the n-th write of the step fail, for n = 1, 2, ... until the step gets through untouched.
// Returns at how many of them the step said that it had failed.
int fail_each_write(const Scene& scene, int code, After after) {
  FailingDisk disk;
  const auto [before, done] = both_states(scene);
  REQUIRE(before != done);
  int told = 0;
  for (int n = 1; n < kMostWrites; ++n) {
    CAPTURE(n);
    const TempDir folder;
    const auto file = (folder / "tocsin.db").string();
    scene.prepare(file);
    bool said_done = false;
    {
      const auto store = open_store(file);
      disk.fail_at(n, code, after);
      const auto result = scene.step(store);
      said_done = result.has_value();
      if (!result) CHECK_THAT(result.error().message, Catch::StartsWith(file));
    }
    const bool failed = disk.has_failed();
    disk.heal();
    const auto left = state_of(file);
    if (said_done) {
      CHECK(left == done);
    } else {
      // A commit whose last sync failed may still be whole in the file; half of it never is.
      CHECK((left == before || left == done));
      ++told;
      need(scene.step(open_store(file)));
      CHECK(state_of(file) == done);
    }
    if (!failed) return told;
  }
  FAIL("the step never got through");
  return 0;
}

// A live run with its first outcome on the file.
void begin_live(const std::string& file) {
  const auto store = open_store(file);
  need(need(store::Recorder::begin(store, run_spec())).record(beginning()));
}

Result<void> record_middle(const store::Store& store) {
  return store::Recorder::resume(store, 1, run_spec()).record(middle());
}

}  // namespace

TEST_CASE("a record whose n-th write fails leaves all of it or nothing", "[store][fault]") {
  const auto code = GENERATE(SQLITE_FULL, SQLITE_IOERR_WRITE);
  const auto after = GENERATE(After::once, After::for_good);
  CHECK(fail_each_write({.prepare = begin_live, .step = record_middle}, code, after) > 0);
}

TEST_CASE("a receipt whose n-th write fails marks nothing as sent", "[store][fault]") {
  const auto after = GENERATE(After::once, After::for_good);
  const Scene scene{.prepare = begin_live, .step = [](const store::Store& store) -> Result<void> {
                      // Once it stands there, a second attempt would be another receipt.
                      auto open = store::waiting(store, 1);
                      if (!open) return tl::unexpected(open.error());
                      if (open->empty()) return {};
                      return store::add_receipt(
                          store, 1, "key-1",
                          {.at = at("09:01"), .result = store::ReceiptResult::delivered});
                    }};
  CHECK(fail_each_write(scene, SQLITE_FULL, after) > 0);
}

TEST_CASE("a replay that gives way while the disk fails keeps what people wrote",
          "[store][fault]") {
  const auto prepare = [](const std::string& file) {
    const auto store = open_store(file);
    record_all(store, run_spec(store::RunKind::replayed));
    store::Transaction writing(store, store::Transaction::Kind::write);
    store::append(writing, kIncident, {"mara", at("13:00")}, at("13:00"), "note", "keep me");
    need(writing.commit());
  };
  const auto step = [](const store::Store& store) -> Result<void> {
    auto spec = run_spec(store::RunKind::replayed);
    spec.rules = "rules-b";
    auto recorder = store::Recorder::begin(store, spec);
    if (!recorder) return tl::unexpected(recorder.error());
    return {};
  };
  CHECK(fail_each_write({prepare, step}, SQLITE_FULL, After::for_good) > 0);
}

TEST_CASE("a group of uploads whose n-th write fails is in the journal whole or not at all",
          "[store][fault]") {
  const auto code = GENERATE(SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC);
  const auto after = GENERATE(After::once, After::for_good);
  const auto append = [](const store::Store& store) -> Result<void> {
    store::Journal journal(store);
    const store::KeptAnswer kept{"shop", "k-1", at("09:01"), "hash", "3 rows"};
    // A sender that was told of a failure sends again: the answer says whether it is there already.
    const auto known = journal.find_answer("shop", "k-1");
    if (!known) return tl::unexpected(known.error());
    if (*known) return {};
    std::vector<store::Entry> entries{
        {.model = "shop", .received = at("09:01"), .body = "a"},
        {.model = "shop", .received = at("09:01"), .body = std::string(100'000, 'b')}};
    return journal.append(entries, std::span(&kept, 1));
  };
  CHECK(fail_each_write({.prepare = begin_live, .step = append}, code, after) > 0);
}

TEST_CASE("a snapshot whose n-th write fails leaves the ones before", "[store][fault]") {
  const auto after = GENERATE(After::once, After::for_good);
  const auto prepare = [](const std::string& file) {
    begin_live(file);
    const auto store = open_store(file);
    need(store::begin_progress(store, 1, "plan", at("08:00")));
    need(store::write_snapshot(store, {1, "plan", {1, at("09:00")}, "first"}));
    need(store::write_snapshot(store, {1, "plan", {2, at("09:01")}, "second"}));
  };
  const auto step = [](const store::Store& store) -> Result<void> {
    auto found = store::latest_snapshot(store, 1, "plan");
    if (!found) return tl::unexpected(found.error());
    if (!found->snapshot || !found->damaged.empty()) return fail("{}: damaged", store.path());
    if (found->snapshot->state == "third") return {};
    return store::write_snapshot(store, {1, "plan", {3, at("09:02")}, "third"});
  };
  CHECK(fail_each_write({prepare, step}, SQLITE_FULL, after) > 0);
}

TEST_CASE("decisions and how far the engine is are in the log together or not", "[store][fault]") {
  const auto prepare = [](const std::string& file) {
    begin_live(file);
    need(store::begin_progress(open_store(file), 1, "plan", at("08:00")));
  };
  const auto step = [](const store::Store& store) {
    return store::Recorder::resume(store, 1, run_spec()).record(middle(), {7, at("10:00")});
  };
  CHECK(fail_each_write({prepare, step}, SQLITE_FULL, After::for_good) > 0);
}

TEST_CASE("a store whose making fails is made by the next try", "[store][fault]") {
  const auto after = GENERATE(After::once, After::for_good);
  FailingDisk disk;
  const TempDir untouched;
  const auto whole = state_of((untouched / "tocsin.db").string());
  for (int n = 1; n < kMostWrites; ++n) {
    CAPTURE(n);
    const TempDir folder;
    const auto file = (folder / "tocsin.db").string();
    disk.fail_at(n, SQLITE_FULL, after);
    const auto first = store::Store::open(file, store::IfMissing::create);
    const bool failed = disk.has_failed();
    disk.heal();
    CHECK(state_of(file) == whole);
    if (!failed) return;
  }
  FAIL("the store never got made");
}

TEST_CASE("a full disk is told as that and may be tried again", "[store][fault]") {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  begin_live(file);
  const auto store = open_store(file);
  need(store.script("PRAGMA max_page_count = 1"));  // SQLite takes the size it has
  auto outcome = middle();
  outcome.incidents[0].text.assign(1'000'000, 'x');
  const auto done = store::Recorder::resume(store, 1, run_spec()).record(outcome);
  REQUIRE_FALSE(done.has_value());
  CHECK_THAT(done.error().message, Catch::StartsWith(file) && Catch::Contains("disk is full"));
  CHECK(done.error().retry == Retry::later);
  need(store.script("PRAGMA max_page_count = 1000000"));
  need(store::Recorder::resume(store, 1, run_spec()).record(outcome));
}
