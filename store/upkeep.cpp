#include "store/upkeep.hpp"

#include "store/batch_codec.hpp"
#include "store/envelope.hpp"
#include "store/snapshots.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::store {
namespace {

constexpr std::size_t kMostFindings = 100;  // beyond, one knows enough

std::uint64_t number(Transaction& reading, std::string_view sql) {
  return static_cast<std::uint64_t>(reading.find_integer(sql).value_or(0));
}

void verify_pages(Transaction& reading, std::vector<std::string>& found) {
  reading.each("SELECT integrity_check FROM pragma_integrity_check(?)", {kMostFindings},
               [&](Row& row) {
                 if (auto text = row.text(); text != "ok") found.push_back(std::move(text));
               });
}

void verify_references(Transaction& reading, std::vector<std::string>& found) {
  reading.each("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check", {}, [&](Row& row) {
    auto table = row.text();
    const auto id = row.maybe_integer();
    if (found.size() < kMostFindings)
      found.push_back(fmt::format("{}: row {} names a row of {} that is not there", table,
                                  id ? std::to_string(*id) : "?", row.text()));
  });
}

void verify_bodies(Transaction& reading, std::string_view sql, const char* what,
                   std::vector<std::string>& found) {
  reading.each(sql, {}, [&](Row& row) {
    const auto id = row.integer();
    const auto whole = check(row.blob());
    if (!whole && found.size() < kMostFindings)
      found.push_back(fmt::format("{} {}: {}", what, id, whole.error().message));
  });
}

}  // namespace

Result<Statistics> statistics(const Store& store) {
  Statistics all;
  const auto journal = Journal(store).extent();
  if (!journal) return tl::unexpected(journal.error());
  all.journal = *journal;
  Transaction reading(store, Transaction::Kind::read);
  const auto page = number(reading, "PRAGMA page_size");
  all.file_bytes = page * number(reading, "PRAGMA page_count");
  all.unused_bytes = page * number(reading, "PRAGMA freelist_count");
  all.version = static_cast<int>(number(reading, "PRAGMA user_version"));
  all.answers = number(reading, "SELECT count(*) FROM answers");
  all.snapshots = number(reading, "SELECT count(*) FROM snapshots");
  all.snapshot_bytes = number(reading, "SELECT sum(length(body)) FROM snapshot_parts");
  all.runs = number(reading, "SELECT count(*) FROM runs");
  all.incidents = number(reading, "SELECT count(*) FROM incidents");
  all.alerts = number(reading, "SELECT count(*) FROM alerts");
  all.transitions = number(reading, "SELECT count(*) FROM transitions");
  all.messages = number(reading, "SELECT count(*) FROM messages");
  all.waiting =
      number(reading, "SELECT count(*) FROM outbox WHERE state IN ('pending', 'under way')");
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return all;
}

Result<std::vector<std::string>> verify(const Store& store) {
  std::vector<std::string> found;
  Transaction reading(store, Transaction::Kind::read);
  verify_pages(reading, found);
  verify_references(reading, found);
  verify_bodies(reading,
                "SELECT position, body FROM journal WHERE kind <> 'command' ORDER BY position",
                "journal entry", found);
  verify_bodies(reading, "SELECT snapshot, body FROM snapshot_parts ORDER BY snapshot, number",
                "snapshot", found);
  if (auto done = reading.commit(); !done) {
    if (found.empty()) return tl::unexpected(std::move(done.error()));
    found.push_back(done.error().message);
  }
  return found;
}

Result<std::size_t> let_go(const Store& store, Instant before) {
  Transaction writing(store, Transaction::Kind::write);
  const bool has_live = writing.find_integer("SELECT 1 FROM progress").has_value();
  const auto safe = has_live ? safe_position(writing).value_or(0) : last_position(writing);
  const auto first_kept = writing.find_integer(
      "SELECT position FROM journal WHERE received >= ? ORDER BY position LIMIT 1", {before});
  const auto end = std::min(first_kept.value_or(safe + 1), safe + 1);
  const int gone = writing.run("DELETE FROM journal WHERE position < ?", {end});
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  return static_cast<std::size_t>(gone);
}

Result<void> compact(const Store& store) {
  Journal journal(store);
  if (auto saved = journal.compress(std::numeric_limits<std::int64_t>::max()); !saved)
    return tl::unexpected(std::move(saved.error()));
  if (auto done = store.script("VACUUM"); !done) return done;
  return store.script("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace tocsin::store
