#include "store/journal.hpp"

#include "store/batch_codec.hpp"
#include "tests/support/batches.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/store/sample.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::test;

namespace {

store::Entry entry_at(std::string_view clock, std::string body = "body",
                      store::EntryKind kind = store::EntryKind::command) {
  return {.position = 0,
          .kind = kind,
          .model = "shop",
          .received = at(clock),
          .rows = 3,
          .body = std::move(body)};
}

std::vector<std::int64_t> positions(const store::Journal& journal,
                                    const store::Stretch& stretch = {}) {
  std::vector<std::int64_t> found;
  need(journal.read(stretch, [&](store::Entry&& entry) -> Result<void> {
    found.push_back(entry.position);
    return {};
  }));
  return found;
}

using Positions = std::vector<std::int64_t>;

// Four entries, a minute apart.
void fill(store::Journal& journal) {
  std::vector<store::Entry> entries{entry_at("09:00:00"), entry_at("09:01:00"),
                                    entry_at("09:02:00"), entry_at("09:03:00")};
  need(journal.append(entries));
}

}  // namespace

TEST_CASE("what was appended is read again, in its order", "[store][journal]") {
  const TempDir folder;
  const auto file = (folder / "tocsin.db").string();
  {
    const auto store = open_store(file);
    store::Journal journal(store);
    std::vector<store::Entry> entries{
        entry_at("09:00:00", std::string("\0nul\xff", 5), store::EntryKind::events),
        entry_at("09:00:00", "", store::EntryKind::labels), entry_at("09:00:01", "silence")};
    need(journal.append(entries));
    CHECK(entries[0].position == 1);
    CHECK(entries[2].position == 3);
  }
  const auto store = open_store(file);
  const store::Journal journal(store);
  std::vector<store::Entry> found;
  need(journal.read({}, [&](store::Entry&& entry) -> Result<void> {
    found.push_back(std::move(entry));
    return {};
  }));
  REQUIRE(found.size() == 3);
  CHECK(found[0].kind == store::EntryKind::events);
  CHECK(found[0].body == std::string("\0nul\xff", 5));
  CHECK(found[0].model == "shop");
  CHECK(found[0].rows == 3);
  CHECK(found[0].received == at("09:00:00"));
  CHECK(found[1].kind == store::EntryKind::labels);
  CHECK(found[1].body.empty());
  CHECK(found[2].body == "silence");
}

TEST_CASE("a stretch of the journal is read by position, receipt and model", "[store][journal]") {
  const auto store = open_store();
  store::Journal journal(store);
  fill(journal);
  CHECK(positions(journal) == Positions{1, 2, 3, 4});
  CHECK(positions(journal, {.after = 1, .last = 3}) == Positions{2, 3});
  CHECK(positions(journal, {.from = at("09:01:00"), .to = at("09:02:00")}) == Positions{2, 3});
  CHECK(positions(journal, {.model = "other"}).empty());
}

TEST_CASE("a journal longer than a portion is read whole, and the visitor may write",
          "[store][journal]") {
  const auto store = open_store();
  store::Journal journal(store);
  std::vector<store::Entry> entries(1000, entry_at("09:00:00"));
  need(journal.append(entries));
  std::int64_t count = 0;
  need(journal.read({.last = 1000}, [&](store::Entry&& entry) -> Result<void> {
    CHECK(entry.position == ++count);
    std::vector<store::Entry> more{entry_at("10:00:00")};
    return count % 300 == 0 ? journal.append(more) : Result<void>{};
  }));
  CHECK(count == 1000);
  CHECK(need(journal.extent()).entries == 1003);
}

TEST_CASE("an error of the visitor ends the reading", "[store][journal]") {
  const auto store = open_store();
  store::Journal journal(store);
  fill(journal);
  int seen = 0;
  const auto done = journal.read({}, [&](store::Entry&&) -> Result<void> {
    return ++seen == 2 ? fail("enough") : Result<void>{};
  });
  REQUIRE_FALSE(done);
  CHECK(done.error().message == "enough");
  CHECK(seen == 2);
}

TEST_CASE("positions are not given again when entries go", "[store][journal]") {
  const auto store = open_store();
  store::Journal journal(store);
  fill(journal);
  SECTION("before a position") {
    CHECK(need(journal.prune(3)) == 2);
    CHECK(positions(journal) == Positions{3, 4});
  }
  SECTION("before an instant") {
    CHECK(need(journal.prune(at("09:02:30"))) == 3);
    CHECK(positions(journal) == Positions{4});
  }
  SECTION("all of them") { CHECK(need(journal.prune(at("23:00:00"))) == 4); }
  CHECK(need(journal.extent()).last == 4);
  std::vector<store::Entry> next{entry_at("10:00:00")};
  need(journal.append(next));
  CHECK(next[0].position == 5);
}

TEST_CASE("an answer is kept with its rows, and for its time", "[store][journal]") {
  const auto store = open_store();
  store::Journal journal(store);
  std::vector<store::Entry> entries{entry_at("09:00:00")};
  const store::KeptAnswer kept{"shop", "k-1", at("09:00:00"), "hash", "{\"accepted\":3}"};
  need(journal.append(entries, std::span(&kept, 1)));
  const auto found = need(journal.find_answer("shop", "k-1"));
  REQUIRE(found);
  CHECK(found->answer == kept.answer);
  CHECK(found->request == "hash");
  CHECK(found->at == at("09:00:00"));
  CHECK_FALSE(need(journal.find_answer("other", "k-1")));

  // The same key again: neither its rows nor the other ones of the group are taken.
  std::vector<store::Entry> again{entry_at("09:01:00"), entry_at("09:01:00")};
  CHECK_FALSE(journal.append(again, std::span(&kept, 1)));
  CHECK(again[0].position == 0);
  CHECK(positions(journal) == Positions{1});

  CHECK(need(journal.forget_answers(at("08:59:59"))) == 0);
  CHECK(need(journal.forget_answers(at("09:00:00"))) == 1);
  CHECK_FALSE(need(journal.find_answer("shop", "k-1")));
}

TEST_CASE("compressing saves bytes and changes no row", "[store][journal]") {
  std::vector<std::string> lines;
  for (int i = 0; i < 500; ++i) lines.push_back(fmt::format("customer-{}", i % 7));
  const auto [schema, batch] = table("name:text", lines);
  const auto store = open_store();
  store::Journal journal(store);
  std::vector<store::Entry> entries{
      entry_at("09:00:00", store::encode(schema, batch), store::EntryKind::events)};
  need(journal.append(entries));
  const auto before = need(journal.extent()).bytes;
  const auto saved = need(journal.compress(1));
  CHECK(saved > before / 2);
  CHECK(need(journal.extent()).bytes == before - saved);
  CHECK(need(journal.compress(1)) == 0);
  need(
      journal.read({}, [&, &schema = schema, &batch = batch](store::Entry&& entry) -> Result<void> {
        CHECK(need(store::BatchDecoder(schema).rows(entry.body)).columns[1].texts ==
              batch.columns[1].texts);
        return {};
      }));
}
