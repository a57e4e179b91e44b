#include "store/upkeep.hpp"

#include "store/batch_codec.hpp"
#include "store/migrations.hpp"
#include "store/snapshots.hpp"
#include "tests/support/batches.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace tocsin;
using namespace tocsin::test;

namespace {

// So many uploads a minute apart, each with 200 rows.
void fill(const store::Store& store, int uploads) {
  std::vector<std::string> lines;
  for (int i = 0; i < 200; ++i) lines.push_back(fmt::format("customer-{} {}", i % 7, i));
  const auto [schema, batch] = table("name:text n:int", lines);
  store::Journal journal(store);
  std::vector<store::Entry> entries;
  for (int i = 0; i < uploads; ++i)
    entries.push_back({.model = "shop",
                       .received = at("09:00:00") + std::chrono::minutes(i),
                       .rows = batch.rows,
                       .body = store::encode(schema, batch)});
  need(journal.append(entries));
}

void begin_live(const store::Store& store) {
  const auto run = need(store::Recorder::begin(store, run_spec())).run();
  need(store::begin_progress(store, run, "plan", at("08:00")));
}

void keep(const store::Store& store, std::int64_t position) {
  need(store::write_snapshot(store, {1, "plan", {position, at("12:00")}, "state"}));
}

std::int64_t first_of(const store::Store& store) {
  return need(store::Journal(store).extent()).first;
}

// Writes over a piece of the file.
void damage(const std::string& file, std::uintmax_t from, std::size_t size) {
  std::fstream io(file, std::ios::in | std::ios::out | std::ios::binary);
  io.seekp(static_cast<std::streamoff>(from));
  io << std::string(size, 'x');
}

}  // namespace

TEST_CASE("statistics count what is there", "[store][upkeep]") {
  const auto store = open_store();
  record_all(store, run_spec());
  fill(store, 3);
  const auto all = need(store::statistics(store));
  CHECK(all.version == store::newest_version());
  CHECK(all.journal.entries == 3);
  CHECK(all.journal.rows == 600);
  CHECK(all.journal.earliest == at("09:00:00"));
  CHECK(all.journal.latest == at("09:02:00"));
  CHECK(all.incidents == 1);
  CHECK(all.transitions == 5);
  CHECK(all.messages == 3);
  CHECK(all.waiting == 3);
  CHECK(all.file_bytes > 0);
}

TEST_CASE("what a restart needs is never let go", "[store][upkeep]") {
  const auto store = open_store();
  begin_live(store);
  fill(store, 10);
  CHECK(need(store::let_go(store, at("23:00:00"))) == 0);  // no snapshot: all of it is needed
  keep(store, 4);
  CHECK(need(store::let_go(store, at("23:00:00"))) == 0);  // the only one may be damaged
  keep(store, 8);
  CHECK(need(store::let_go(store, at("09:01:30"))) == 2);
  CHECK(first_of(store) == 3);
  CHECK(need(store::let_go(store, at("23:00:00"))) == 2);
  CHECK(first_of(store) == 5);
}

TEST_CASE("compacting makes the file smaller and changes nothing", "[store][upkeep]") {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  const auto store = open_store(file);
  record_all(store, run_spec());
  fill(store, 400);
  const auto before = need(store::statistics(store));
  need(store::compact(store));
  const auto after = need(store::statistics(store));
  CHECK(after.file_bytes < before.file_bytes / 2);
  CHECK(std::filesystem::file_size(file) == after.file_bytes);
  CHECK(after.journal.rows == before.journal.rows);
  CHECK(need(store::verify(store)).empty());
}

TEST_CASE("verify finds what is damaged and says where", "[store][upkeep]") {
  const auto store = open_store();
  begin_live(store);
  fill(store, 3);
  keep(store, 1);
  CHECK(need(store::verify(store)).empty());
  SECTION("an entry") {
    need(store.script("UPDATE journal SET body = x'746f6373' WHERE position = 2"));
    CHECK_THAT(need(store::verify(store)).at(0), Catch::StartsWith("journal entry 2: "));
  }
  SECTION("a snapshot") {
    need(store.script("UPDATE snapshot_parts SET body = substr(body, 1, 30)"));
    CHECK_THAT(need(store::verify(store)).at(0), Catch::StartsWith("snapshot 1: "));
  }
  SECTION("a reference") {
    need(store.script("PRAGMA foreign_keys = OFF; DELETE FROM runs; PRAGMA foreign_keys = ON"));
    CHECK_THAT(need(store::verify(store)).at(0), Catch::Contains("names a row of runs"));
  }
}

TEST_CASE("a damaged page is told in words, wherever it lies", "[store][upkeep][fault]") {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  {
    const auto store = open_store(file);
    begin_live(store);
    fill(store, 100);
    need(store.script("PRAGMA wal_checkpoint(TRUNCATE)"));
  }
  const auto size = std::filesystem::file_size(file);
  int found = 0;
  for (std::uintmax_t from = 0; from < size; from += 8 * 4096) {
    CAPTURE(from);
    const auto copy = (folder / "copy.db").string();
    for (const char* beside : {"", "-wal", "-shm"}) std::filesystem::remove(copy + beside);
    std::filesystem::copy_file(file, copy);
    damage(copy, from, 4096);
    const auto store = store::Store::open(copy, store::IfMissing::fail);
    if (!store) {
      CHECK_THAT(store.error().message, Catch::StartsWith(copy + ": "));
      ++found;
      continue;
    }
    const auto findings = store::verify(*store);
    if (!findings) CHECK_THAT(findings.error().message, Catch::StartsWith(copy + ": "));
    if (!findings || !findings->empty()) ++found;
    const auto read = store::Journal(*store).read(
        {}, [](store::Entry&& entry) -> Result<void> { return store::check(entry.body); });
    if (!read) CHECK_FALSE(read.error().message.empty());
  }
  CHECK(found > 5);
}

TEST_CASE("a store that may only be read is looked at and not written to", "[store][upkeep]") {
  const auto store = open_store();
  begin_live(store);
  fill(store, 2);
  need(store.script("PRAGMA query_only = ON"));
  CHECK(need(store::statistics(store)).journal.entries == 2);
  CHECK(need(store::verify(store)).empty());
  std::vector<store::Entry> entries{{.model = "shop", .received = at("10:00:00")}};
  const auto done = store::Journal(store).append(entries);
  REQUIRE_FALSE(done);
  CHECK_THAT(done.error().message, Catch::Contains("may only be read"));
  CHECK(entries[0].position == 0);
}
