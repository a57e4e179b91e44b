#include "store/silences.hpp"

#include "store/people.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::store {
namespace {

constexpr std::string_view kSelect =
    "SELECT s.id, s.selector, s.starts, s.ends, s.because, author.name, s.made, s.ended_at,"
    " ender.name FROM silences s JOIN people author ON author.id = s.author"
    " LEFT JOIN people ender ON ender.id = s.ended_by ";

SilenceRecord record_of(Row& row) {
  SilenceRecord record;
  auto& silence = record.silence;
  silence.id = row.text();
  silence.selector = row.text();
  silence.from = row.instant();
  silence.to = record.planned_end = row.instant();
  silence.because = row.text();
  silence.by = row.text();
  record.made = row.instant();
  const auto ended = row.maybe_instant();
  if (!ended) return record;
  record.ended = Deed{row.text(), *ended};
  silence.to = std::clamp(*ended, silence.from, silence.to);
  return record;
}

void add_labels(Transaction& reading, SilenceRecord& record) {
  reading.each("SELECT name, value FROM silence_labels WHERE silence = ? ORDER BY place",
               {record.silence.id}, [&](Row& row) {
                 auto name = row.text();
                 record.silence.where.emplace_back(std::move(name), row.text());
               });
}

std::vector<SilenceRecord> read(Transaction& reading, std::string_view where,
                                std::initializer_list<Value> values) {
  std::vector<SilenceRecord> found;
  reading.each(std::string(kSelect) + std::string(where), values,
               [&](Row& row) { found.push_back(record_of(row)); });
  for (auto& record : found) add_labels(reading, record);
  return found;
}

// Why it cannot be ended; empty: it can.
std::string refusal(const std::vector<SilenceRecord>& found, const std::string& id, Instant at) {
  if (found.empty())
    return fmt::format("no silence is called `{}`; `tocsin silence list` shows those there are",
                       id);
  if (found.size() > 1)
    return fmt::format("{} silences begin with `{}`; give more letters", found.size(), id);
  const auto& record = found.front();
  if (record.ended)
    return fmt::format("silence {} was ended at {} by {}", record.silence.id,
                       format_utc(record.ended->at), record.ended->by);
  if (record.planned_end <= at)
    return fmt::format("silence {} is over since {}", record.silence.id,
                       format_utc(record.planned_end));
  return "";
}

}  // namespace

Result<void> add_silence(const Store& store, const Silence& silence, Instant made) {
  Transaction writing(store, Transaction::Kind::write);
  const auto author = person(writing, silence.by);
  writing.run(
      "INSERT INTO silences (id, selector, starts, ends, because, author, made)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)",
      {silence.id, silence.selector, silence.from, silence.to, silence.because, author, made});
  for (std::size_t place = 0; place < silence.where.size(); ++place) {
    const auto& [name, value] = silence.where[place];
    writing.run("INSERT INTO silence_labels (silence, place, name, value) VALUES (?, ?, ?, ?)",
                {silence.id, place, name, value});
  }
  return writing.commit();
}

Result<std::vector<SilenceRecord>> silences_between(const Store& store, Instant from, Instant to) {
  Transaction reading(store, Transaction::Kind::read);
  auto found = read(reading,
                    "WHERE s.starts < ?2 AND min(s.ends, ifnull(s.ended_at, s.ends)) > max(?1, "
                    "s.starts) ORDER BY s.starts, s.id",
                    {from, to});
  if (auto done = reading.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found;
}

Result<SilenceRecord> end_silence(const Store& store, const std::string& id, const Deed& deed) {
  Transaction writing(store, Transaction::Kind::write);
  auto found = read(writing, "WHERE substr(s.id, 1, length(?1)) = ?1 ORDER BY s.id", {id});
  if (const auto why = refusal(found, id, deed.at); !why.empty()) writing.fail({why});
  if (!writing.failed()) {
    writing.run("UPDATE silences SET ended_at = ?, ended_by = ? WHERE id = ?",
                {deed.at, person(writing, deed.by), found.front().silence.id});
    found = read(writing, "WHERE s.id = ?", {std::string(found.front().silence.id)});
  }
  if (auto done = writing.commit(); !done) return tl::unexpected(std::move(done.error()));
  return found.front();
}

}  // namespace tocsin::store
