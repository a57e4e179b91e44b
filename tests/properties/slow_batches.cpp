#include "tests/properties/slow_world.hpp"

#include <algorithm>
#include <span>

namespace tocsin::test::slow {
namespace {

constexpr const char* kNames[kPlaces] = {"platform", "city", "vip",      "latency",
                                         "income",   "p",    "decision", "outcome"};

Hash128 key_of(std::uint64_t key) { return key == 0 ? Hash128{} : hash128(std::to_string(key)); }

Column column_of(const Field& field, std::size_t rows) {
  Column column;
  column.valid = column.malformed = Bits(rows);
  if (field.type == FieldType::category) {
    column.codes.resize(rows);
    column.dictionary = std::make_shared<Dictionary>();
  } else if (field.type == FieldType::text) {
    column.texts.resize(rows);
  } else {
    column.numbers.resize(rows);
  }
  return column;
}

void put(Column& column, std::size_t row, const Cell& cell) {
  column.malformed.assign(row, cell.state == State::malformed);
  column.valid.assign(row, cell.is_valid());
  if (!cell.is_valid()) return;
  if (column.dictionary)
    column.codes[row] = column.dictionary->code(cell.text);
  else if (!column.texts.empty())
    column.texts[row] = cell.text;
  else
    column.numbers[row] = cell.number;
}

Batch batch_of(const Schema& schema, std::span<const Row> rows, bool with_labels) {
  Batch batch;
  batch.rows = rows.size();
  for (const auto& field : schema.fields) batch.columns.push_back(column_of(field, rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    batch.time.push_back(rows[i].time);
    batch.arrival.push_back(rows[i].arrival);
    batch.key.push_back(key_of(rows[i].key));
    batch.delivery.push_back(rows[i].delivery);
    if (with_labels) batch.label_known.push_back(rows[i].label_known);
    for (std::size_t place = 0; place < kPlaces; ++place)
      put(batch.columns[*schema.find(kNames[place])], i, rows[i].cells[place]);
  }
  return batch;
}

}  // namespace

Batch batch_of(const Schema& schema, const World& world, std::size_t begin, std::size_t end) {
  Batch batch =
      batch_of(schema, std::span(world.rows).subspan(begin, end - begin), !world.labels_apart);
  for (const auto& delivery : world.delivered) {
    const auto last =
        std::ranges::find(world.rows.rbegin(), world.rows.rend(), delivery.number, &Row::delivery);
    const auto place = static_cast<std::size_t>(world.rows.rend() - last) - 1;
    if (place >= begin && place < end) batch.delivered.push_back(delivery);
  }
  return batch;
}

Batch reference_of(const Schema& schema, const World& world) {
  return batch_of(schema, world.reference, false);
}

LabelBatch labels_of(const Schema& schema, const World& world) {
  LabelBatch batch;
  batch.rows = world.labels.size();
  batch.columns.push_back(column_of(schema.fields[schema.label_fields.front()], batch.rows));
  for (std::size_t i = 0; i < batch.rows; ++i) {
    batch.key.push_back(key_of(world.labels[i].key));
    batch.arrival.push_back(world.labels[i].arrival);
    put(batch.columns.front(), i, world.labels[i].outcome);
  }
  return batch;
}

}  // namespace tocsin::test::slow
