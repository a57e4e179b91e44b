#include "engine/rows.hpp"

namespace tocsin::engine {
namespace {

// Values of a type that the field does not have stay empty.
template <typename T>
void take(std::vector<T>& into, const std::vector<T>& from, std::uint32_t row) {
  if (row < from.size()) into.push_back(from[row]);
}

Column gather_column(std::span<const RowRef> rows, std::size_t field) {
  Column column;
  column.valid = column.malformed = Bits(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Column& from = rows[i].batch->columns[field];
    const std::uint32_t row = rows[i].row;
    if (!column.dictionary) column.dictionary = from.dictionary;
    take(column.numbers, from.numbers, row);
    take(column.times, from.times, row);
    take(column.codes, from.codes, row);
    take(column.texts, from.texts, row);
    if (row < from.valid.size() && from.valid[row]) column.valid.set(i);
    if (row < from.malformed.size() && from.malformed[row]) column.malformed.set(i);
  }
  return column;
}

template <typename T>
void copy(std::vector<T>& into, std::size_t row, const std::vector<T>& from, std::size_t from_row) {
  if (row < into.size() && from_row < from.size()) into[row] = from[from_row];
}

template <typename T>
bool same(const std::vector<T>& a, std::size_t row_a, const std::vector<T>& b, std::size_t row_b) {
  const bool in_a = row_a < a.size(), in_b = row_b < b.size();
  return in_a && in_b ? a[row_a] == b[row_b] : in_a == in_b;
}

bool is_valid(const Column& column, std::size_t row) {
  return row < column.valid.size() && column.valid[row];
}

}  // namespace

Batch gather(std::span<const RowRef> rows, const std::vector<bool>& needed) {
  Batch batch;
  batch.rows = rows.size();
  for (const auto& [from, row] : rows) {
    batch.time.push_back(from->time[row]);
    batch.arrival.push_back(from->arrival[row]);
    batch.key.push_back(from->key.empty() ? Hash128{} : from->key[row]);
    batch.label_known.push_back(from->label_known.empty() ? kForever : from->label_known[row]);
  }
  Column missing;
  missing.valid = missing.malformed = Bits(rows.size());
  for (std::size_t field = 0; field < needed.size(); ++field)
    batch.columns.push_back(needed[field] ? gather_column(rows, field) : missing);
  return batch;
}

Column missing_column(FieldType type, std::size_t rows,
                      const std::shared_ptr<Dictionary>& dictionary) {
  Column column;
  column.dictionary = dictionary;
  column.valid = column.malformed = Bits(rows);
  switch (type) {
    case FieldType::category: column.codes.resize(rows); break;
    case FieldType::text: column.texts.resize(rows); break;
    case FieldType::time: column.times.resize(rows); break;
    default: column.numbers.resize(rows);
  }
  return column;
}

void copy_value(Column& into, std::size_t row, const Column& from, std::size_t from_row) {
  copy(into.numbers, row, from.numbers, from_row);
  copy(into.times, row, from.times, from_row);
  copy(into.codes, row, from.codes, from_row);
  copy(into.texts, row, from.texts, from_row);
  into.valid.assign(row, is_valid(from, from_row));
  into.malformed.assign(row, from_row < from.malformed.size() && from.malformed[from_row]);
}

bool same_value(const Column& a, std::size_t row_a, const Column& b, std::size_t row_b) {
  if (is_valid(a, row_a) != is_valid(b, row_b)) return false;
  if (!is_valid(a, row_a)) return true;
  return same(a.numbers, row_a, b.numbers, row_b) && same(a.times, row_a, b.times, row_b) &&
         same(a.codes, row_a, b.codes, row_b) && same(a.texts, row_a, b.texts, row_b);
}

}  // namespace tocsin::engine
