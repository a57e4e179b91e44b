#include "sources/rows.hpp"

#include "sources/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::sources {
namespace {

// A JSON text in its quotes: "1.5" is no number, however much it looks like one.
std::string shown(const Cell& cell) {
  return cell.kind == CellKind::text ? '"' + excerpt(cell.text) + '"' : excerpt(cell.text);
}

}  // namespace

Rows::Rows(const Schema& schema, Purpose purpose, Layout layout, Chain chain, Intake& intake,
           Options options)
    : schema_(schema),
      is_reference_(purpose == Purpose::reference),
      layout_(std::move(layout)),
      chain_(std::move(chain)),
      intake_(intake),
      batch_rows_(options.batch_rows),
      notes_deliveries_(options.notes_deliveries),
      has_labels_(!schema.label_fields.empty() && (is_reference_ || !schema.labels_apart)),
      keys_(layout_.key_slots) {
  for (const auto& field : schema.fields) readers_.emplace_back(field, schema.time_zone);
  note_file();
}

Result<bool> Rows::next(Batch& batch) {
  begin(batch);
  while (batch.rows < batch_rows_ && !error_) {
    const auto more = chain_.next();
    note_unreadable(batch);
    if (!more) {
      error_ = more.error();
    } else if (!*more) {
      note_delivery(batch);
      break;
    } else {
      if (chain_.opened() != files_seen_) {
        note_delivery(batch);
        note_file();
      }
      take_row(batch);
    }
  }
  end(batch);
  if (error_ && batch.rows == 0) return tl::unexpected(*error_);
  return batch.rows > 0;
}

void Rows::begin(Batch& batch) const {
  batch.rows = 0;
  batch.time.resize(batch_rows_);
  batch.arrival.resize(batch_rows_);
  batch.key.assign(batch_rows_, Hash128{});
  batch.columns.resize(schema_.fields.size());
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    if (layout_.slots[i] == Layout::kNone) {
      batch.columns[i] = Column{};
    } else {
      readers_[i].begin(batch.columns[i], batch_rows_);
    }
  }
  batch.label_known.resize(has_labels_ ? batch_rows_ : 0);
  batch.unreadable.clear();
  batch.delivery.resize(notes_deliveries_ ? batch_rows_ : 0);
  batch.delivered.clear();
}

void Rows::end(Batch& batch) {
  batch.time.resize(batch.rows);
  batch.arrival.resize(batch.rows);
  batch.key.resize(batch.rows);
  batch.label_known.resize(has_labels_ ? batch.rows : 0);
  batch.delivery.resize(notes_deliveries_ ? batch.rows : 0);
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    if (layout_.slots[i] != Layout::kNone) readers_[i].end(batch.columns[i], batch.rows);
    intake_.zoneless_times = intake_.zoneless_times || readers_[i].saw_zoneless_time();
  }
  intake_.rows += batch.rows;
}

// A column that a reference lacks is not read at all, so that its field is missing and no more.
void Rows::note_file() {
  files_seen_ = chain_.opened();
  slots_ = layout_.slots;
  if (!is_reference_) return;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i] == Layout::kNone || chain_.present()[slots_[i]]) continue;
    slots_[i] = Layout::kNone;
    const auto& name = schema_.fields[i].name;
    if (std::ranges::find(intake_.absent, name) == intake_.absent.end())
      intake_.absent.push_back(name);
  }
}

void Rows::note_unreadable(Batch& batch) {
  const std::uint64_t count = chain_.skipped() - skipped_seen_;
  skipped_seen_ += count;
  if (last_time_) {
    batch.unreadable.insert(batch.unreadable.end(), count, *last_time_);
  } else {
    unreadable_first_ += count;
  }
}

// The file before has ended.
void Rows::note_delivery(Batch& batch) {
  if (!notes_deliveries_ || !latest_) return;
  const std::size_t file = files_seen_ - 1;
  batch.delivered.push_back({static_cast<std::uint32_t>(file), *latest_, chain_.skipped_in(file)});
  latest_.reset();
}

void Rows::take_row(Batch& batch) {
  const std::size_t row = batch.rows;
  const auto cells = chain_.records().cells();
  if (!read_time(cells, batch)) return note_unreadable(batch);
  batch.arrival[row] = batch.time[row];
  if (!last_time_) {
    batch.unreadable.insert(batch.unreadable.end(), unreadable_first_, batch.time[row]);
  }
  last_time_ = batch.time[row];
  if (notes_deliveries_) {
    batch.delivery[row] = static_cast<std::uint32_t>(files_seen_ - 1);
    latest_ = std::max(latest_.value_or(batch.time[row]), batch.time[row]);
  }
  if (!layout_.key_slots.empty()) batch.key[row] = keys_.read(cells).value_or(Hash128{});
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i] != Layout::kNone && i != schema_.time_field)
      read_field(i, cells[slots_[i]], batch);
  }
  if (has_labels_) batch.label_known[row] = when_known(cells, batch);
  ++batch.rows;
}

// False when the row has to be left out for want of a time.
bool Rows::read_time(std::span<const Cell> cells, Batch& batch) {
  const std::size_t field = schema_.time_field;
  const std::size_t row = batch.rows;
  batch.time[row] = Instant{};
  if (slots_[field] == Layout::kNone) return true;
  const Cell& cell = cells[slots_[field]];
  auto& column = batch.columns[field];
  if (is_reference_) {
    read_field(field, cell, batch);
  } else if (readers_[field].read(cell, column, row) != FieldReader::Outcome::valid) {
    column.malformed.reset(row);
    const bool missing = cell.kind == CellKind::missing;
    auto& records = chain_.records();
    records.skip(missing ? "no time" : "an unreadable time",
                 missing ? std::string(records.text())
                         : fmt::format("`{}` in {}", cell.text, records.text().substr(0, 400)));
    return false;
  }
  if (column.valid[row]) batch.time[row] = Instant{Duration(column.times[row])};
  return true;
}

void Rows::read_field(std::size_t field, const Cell& cell, Batch& batch) {
  auto& reader = readers_[field];
  if (reader.read(cell, batch.columns[field], batch.rows) == FieldReader::Outcome::malformed) {
    note_malformed(schema_.fields[field], reader.reason(), shown(cell));
  }
}

// When the label of the row became known. One whose arrival cannot be read is taken back, because
// a label that is known at no time would be seen too early or never.
Instant Rows::when_known(std::span<const Cell> cells, Batch& batch) {
  const std::size_t row = batch.rows;
  const auto is_there = [&](std::size_t i) {
    return batch.columns[i].valid[row] || batch.columns[i].malformed[row];
  };
  if (std::ranges::none_of(schema_.label_fields, is_there)) return kForever;
  if (layout_.arrives == Layout::kNone) return batch.time[row];
  const Cell& cell = cells[layout_.arrives];
  if (const auto arrival = read_instant(cell, schema_.time_zone)) {
    if (schema_.time_zone.empty() && !intake_.zoneless_times)
      intake_.zoneless_times = is_zoneless(cell);
    return std::max(*arrival, batch.time[row]);
  }
  for (const auto i : schema_.label_fields) {
    batch.columns[i].valid.reset(row);
    batch.columns[i].malformed.reset(row);
  }
  const auto field = schema_.find(*schema_.arrives);
  // A declared field has been counted by its own reader, unless it is only empty.
  const bool counted = field && cell.kind != CellKind::missing;
  if (!counted) {
    tally_of(intake_.field_reasons[*schema_.arrives], "a label without a readable arrival")
        .add(chain_.records().file(), chain_.records().line(), shown(cell));
  }
  return kForever;
}

void Rows::note_malformed(const Field& field, std::string_view reason, std::string_view found) {
  const auto& records = chain_.records();
  tally_of(intake_.field_reasons[field.name], reason)
      .add(records.file(), records.line(), field.sensitive ? "" : found);
}

}  // namespace tocsin::sources
