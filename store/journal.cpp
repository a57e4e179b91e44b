#include "store/journal.hpp"

#include "store/batch_codec.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::store {
namespace {

constexpr std::size_t kPortionEntries = 256;
constexpr std::size_t kPortionBytes = std::size_t{8} << 20;

EntryKind parse_kind(std::string_view text) {
  if (text == "labels") return EntryKind::labels;
  return text == "command" ? EntryKind::command : EntryKind::events;
}

Entry entry_of(Row& row) {
  Entry entry;
  entry.position = row.integer();
  entry.kind = parse_kind(row.text());
  entry.model = row.text();
  entry.received = row.instant();
  entry.rows = static_cast<std::uint64_t>(row.integer());
  entry.body = row.blob();
  return entry;
}

// Some entries behind `after`: few enough to be held, so that nothing of the file is locked while
// they are worked on.
Result<std::vector<Entry>> portion(const Store& store, const Stretch& stretch, std::int64_t after) {
  std::vector<Entry> entries;
  std::size_t bytes = 0;
  Transaction reading(store, Transaction::Kind::read);
  reading.each_while(
      "SELECT position, kind, model, received, rows, body FROM journal"
      " WHERE position > ? AND position <= ? AND received >= ? AND received <= ?"
      " AND (?5 = '' OR model = ?5) ORDER BY position",
      {after, stretch.last, stretch.from.value_or(kBeginning), stretch.to.value_or(kForever),
       stretch.model},
      [&](Row& row) {
        entries.push_back(entry_of(row));
        bytes += entries.back().body.size();
        return entries.size() < kPortionEntries && bytes < kPortionBytes;
      });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return entries;
}

std::size_t count_of(int changes) { return static_cast<std::size_t>(changes); }

// The body of rows and labels is ours to write anew.
Result<std::string> smaller(const Store& store, const Entry& entry) {
  if (entry.kind == EntryKind::command) return entry.body;
  auto body = store::compress(entry.body);
  if (!body)
    return tl::unexpected(std::move(body.error())
                              .within("{}: entry {} of the journal", store.path(), entry.position));
  return body;
}

}  // namespace

std::string_view to_text(EntryKind kind) {
  switch (kind) {
    case EntryKind::events: return "events";
    case EntryKind::labels: return "labels";
    case EntryKind::command: return "command";
  }
  return "";
}

Journal::Journal(const Store& store)
    : store_(store),
      insert_("INSERT INTO journal (kind, model, received, rows, body) VALUES (?, ?, ?, ?, ?)"),
      insert_answer_(
          "INSERT INTO answers (model, key, at, request, answer) VALUES (?, ?, ?, ?, ?)") {}

Result<void> Journal::append(std::span<Entry> entries, std::span<const KeptAnswer> answers) {
  Transaction writing(store_, Transaction::Kind::write);
  std::vector<std::int64_t> positions;
  for (const auto& entry : entries) {
    writing.run(insert_,
                {to_text(entry.kind), entry.model, entry.received, entry.rows, Blob{entry.body}});
    positions.push_back(writing.last_id());
  }
  for (const auto& kept : answers)
    writing.run(insert_answer_, {kept.model, kept.key, kept.at, kept.request, kept.answer});
  if (auto done = writing.commit(); !done) return done;
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i].position = positions[i];
  return {};
}

Result<void> Journal::read(const Stretch& stretch,
                           const std::function<Result<void>(Entry&&)>& visit) const {
  for (std::int64_t after = stretch.after;;) {
    auto entries = portion(store_, stretch, after);
    if (!entries) return tl::unexpected(std::move(entries.error()));
    if (entries->empty()) return {};
    after = entries->back().position;
    for (auto& entry : *entries)
      if (auto taken = visit(std::move(entry)); !taken) return taken;
  }
}

Result<JournalExtent> Journal::extent() const {
  JournalExtent extent;
  Transaction reading(store_, Transaction::Kind::read);
  reading.each(
      "SELECT count(*), ifnull(sum(rows), 0), ifnull(sum(length(body)), 0),"
      " ifnull(min(position), 0), min(received), max(received) FROM journal",
      {}, [&](Row& row) {
        extent.entries = static_cast<std::uint64_t>(row.integer());
        extent.rows = static_cast<std::uint64_t>(row.integer());
        extent.bytes = static_cast<std::uint64_t>(row.integer());
        extent.first = row.integer();
        extent.earliest = row.maybe_instant();
        extent.latest = row.maybe_instant();
      });
  extent.last = last_position(reading);
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return extent;
}

std::int64_t last_position(Transaction& reading) {
  return reading.find_integer("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").value_or(0);
}

Result<std::optional<KeptAnswer>> Journal::find_answer(std::string_view model,
                                                       std::string_view key) const {
  std::optional<KeptAnswer> found;
  Transaction reading(store_, Transaction::Kind::read);
  reading.each("SELECT model, key, at, request, answer FROM answers WHERE model = ? AND key = ?",
               {model, key}, [&](Row& row) {
                 found.emplace();
                 found->model = row.text();
                 found->key = row.text();
                 found->at = row.instant();
                 found->request = row.text();
                 found->answer = row.text();
               });
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

Result<std::size_t> Journal::forget_answers(Instant before) {
  Transaction writing(store_, Transaction::Kind::write);
  const int gone = writing.run("DELETE FROM answers WHERE at <= ?", {before});
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  return count_of(gone);
}

Result<std::size_t> Journal::prune(std::int64_t before) {
  Transaction writing(store_, Transaction::Kind::write);
  const int gone = writing.run("DELETE FROM journal WHERE position < ?", {before});
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  return count_of(gone);
}

Result<std::size_t> Journal::prune(Instant before) {
  Transaction writing(store_, Transaction::Kind::write);
  const auto kept = writing.find_integer(
      "SELECT position FROM journal WHERE received >= ? ORDER BY position LIMIT 1", {before});
  const auto end = kept.value_or(last_position(writing) + 1);
  const int gone = writing.run("DELETE FROM journal WHERE position < ?", {end});
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  return count_of(gone);
}

Result<std::uint64_t> Journal::compress(std::int64_t up_to) {
  std::uint64_t saved = 0;
  auto done = read({.last = up_to}, [&](Entry&& entry) -> Result<void> {
    auto body = smaller(store_, entry);
    if (!body) return tl::unexpected(std::move(body.error()));
    if (body->size() == entry.body.size()) return {};
    saved += entry.body.size() - body->size();
    Transaction writing(store_, Transaction::Kind::write);
    writing.run("UPDATE journal SET body = ? WHERE position = ?", {Blob{*body}, entry.position});
    return writing.commit();
  });
  if (!done) return tl::unexpected(std::move(done.error()));
  return saved;
}

}  // namespace tocsin::store
