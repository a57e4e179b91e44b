#include "sources/rows.hpp"

#include <fmt/format.h>

namespace tocsin::sources {

Labels::Labels(const Schema& schema, Layout layout, Chain chain, Intake& intake, Options options)
    : schema_(schema),
      layout_(std::move(layout)),
      chain_(std::move(chain)),
      intake_(intake),
      batch_rows_(options.batch_rows),
      keys_(layout_.key_slots) {
  for (const auto i : schema.label_fields)
    readers_.emplace_back(schema.fields[i], schema.time_zone);
}

Result<bool> Labels::next(LabelBatch& batch) {
  begin(batch);
  while (batch.rows < batch_rows_ && !error_) {
    const auto more = chain_.next();
    if (!more) {
      error_ = more.error();
    } else if (!*more) {
      break;
    } else {
      take_row(batch);
    }
  }
  end(batch);
  if (error_ && batch.rows == 0) return tl::unexpected(*error_);
  return batch.rows > 0;
}

void Labels::begin(LabelBatch& batch) const {
  batch.rows = 0;
  batch.key.resize(batch_rows_);
  batch.arrival.resize(batch_rows_);
  batch.columns.resize(readers_.size());
  for (std::size_t i = 0; i < readers_.size(); ++i)
    readers_[i].begin(batch.columns[i], batch_rows_);
}

void Labels::end(LabelBatch& batch) {
  batch.key.resize(batch.rows);
  batch.arrival.resize(batch.rows);
  for (std::size_t i = 0; i < readers_.size(); ++i) readers_[i].end(batch.columns[i], batch.rows);
  intake_.rows += batch.rows;
}

void Labels::take_row(LabelBatch& batch) {
  auto& records = chain_.records();
  const auto cells = records.cells();
  const auto key = keys_.read(cells);
  if (!key) return records.skip("no key", records.text());
  if (!read_labels(cells, batch)) {
    ++intake_.unlabelled_rows;
    return;
  }
  std::optional<Instant> arrival = kForever;
  if (layout_.arrives != Layout::kNone) arrival = read_arrival(cells[layout_.arrives]);
  if (!arrival) {
    for (auto& column : batch.columns) {
      column.valid.reset(batch.rows);
      column.malformed.reset(batch.rows);
    }
    return records.skip(
        "no readable arrival",
        fmt::format("`{}` in {}", cells[layout_.arrives].text, records.text().substr(0, 400)));
  }
  batch.key[batch.rows] = *key;
  batch.arrival[batch.rows] = *arrival;
  ++batch.rows;
}

// False when no label is there yet.
bool Labels::read_labels(std::span<const Cell> cells, LabelBatch& batch) {
  bool any = false;
  for (std::size_t i = 0; i < readers_.size(); ++i) {
    const auto& field = schema_.fields[schema_.label_fields[i]];
    const Cell& cell = cells[layout_.slots[schema_.label_fields[i]]];
    const auto outcome = readers_[i].read(cell, batch.columns[i], batch.rows);
    any = any || outcome != FieldReader::Outcome::missing;
    if (outcome != FieldReader::Outcome::malformed) continue;
    tally_of(intake_.field_reasons[field.name], readers_[i].reason())
        .add(chain_.records().file(), chain_.records().line(), field.sensitive ? "" : cell.text);
  }
  return any;
}

std::optional<Instant> Labels::read_arrival(const Cell& cell) {
  const auto arrival = read_instant(cell, schema_.time_zone);
  if (arrival && schema_.time_zone.empty() && is_zoneless(cell)) intake_.zoneless_times = true;
  return arrival;
}

}  // namespace tocsin::sources
