#include "dryrun/joined_rows.hpp"

#include <algorithm>
#include <memory>

namespace tocsin::dryrun {
namespace {

template <typename T>
void append(std::vector<T>& into, const std::vector<T>& from) {
  into.insert(into.end(), from.begin(), from.end());
}

void append(Bits& into, const Bits& from) {
  for (std::size_t i = 0; i < from.size(); ++i) into.push_back(from[i]);
}

// One row of one of two batches.
struct Place {
  const Batch* batch;
  std::size_t row;
};

std::vector<Place> by_time(const Batch& first, const Batch& second) {
  std::vector<Place> places;
  for (const auto* batch : {&first, &second})
    for (std::size_t row = 0; row < batch->rows; ++row) places.push_back({batch, row});
  std::ranges::stable_sort(places, {}, [](Place p) { return p.batch->time[p.row]; });
  return places;
}

// Which vectors are filled follows from the type; of rows without a value some may stay short.
template <typename T>
void take(std::vector<T>& into, const std::vector<T>& from, std::size_t row) {
  into.push_back(row < from.size() ? from[row] : T{});
}

Column merged_column(FieldType type, std::size_t field, const std::vector<Place>& places) {
  Column column;
  if (type == FieldType::category) column.dictionary = std::make_shared<Dictionary>();
  for (const auto [batch, row] : places) {
    const Column& from = batch->columns[field];
    column.valid.push_back(from.valid[row]);
    column.malformed.push_back(from.malformed[row]);
    switch (type) {
      case FieldType::category:
        column.codes.push_back(
            from.valid[row] ? column.dictionary->code(from.dictionary->text(from.codes[row])) : 0);
        break;
      case FieldType::time: take(column.times, from.times, row); break;
      case FieldType::text: take(column.texts, from.texts, row); break;
      default: take(column.numbers, from.numbers, row); break;
    }
  }
  return column;
}

}  // namespace

void append(Batch& into, const Batch& from) {
  into.rows += from.rows;
  append(into.time, from.time);
  append(into.arrival, from.arrival);
  append(into.key, from.key);
  append(into.label_known, from.label_known);
  append(into.delivery, from.delivery);
  append(into.delivered, from.delivered);
  into.columns.resize(from.columns.size());
  for (std::size_t i = 0; i < from.columns.size(); ++i) {
    Column& column = into.columns[i];
    column.dictionary = from.columns[i].dictionary;
    append(column.numbers, from.columns[i].numbers);
    append(column.times, from.columns[i].times);
    append(column.codes, from.columns[i].codes);
    append(column.texts, from.columns[i].texts);
    append(column.valid, from.columns[i].valid);
    append(column.malformed, from.columns[i].malformed);
  }
}

Batch merged(const Schema& schema, const Batch& first, const Batch& second) {
  const auto places = by_time(first, second);
  Batch all;
  all.rows = places.size();
  for (const auto [batch, row] : places) {
    all.time.push_back(batch->time[row]);
    all.arrival.push_back(batch->arrival[row]);
    all.key.push_back(batch->key[row]);
    if (!batch->label_known.empty()) all.label_known.push_back(batch->label_known[row]);
    if (!batch->delivery.empty()) all.delivery.push_back(batch->delivery[row]);
  }
  for (const auto* batch : {&first, &second}) append(all.delivered, batch->delivered);
  for (std::size_t field = 0; field < schema.fields.size(); ++field)
    all.columns.push_back(merged_column(schema.fields[field].type, field, places));
  return all;
}

LabelBatch labels_in(const Schema& schema, const Batch& rows) {
  std::vector<Place> places;
  for (std::size_t row = 0; row < rows.label_known.size(); ++row)
    if (rows.label_known[row] != kForever) places.push_back({&rows, row});
  std::ranges::stable_sort(places, {}, [&](Place p) { return rows.label_known[p.row]; });
  LabelBatch labels;
  labels.rows = places.size();
  for (const auto& place : places) {
    labels.key.push_back(rows.key[place.row]);
    labels.arrival.push_back(rows.label_known[place.row]);
  }
  for (const std::size_t field : schema.label_fields)
    labels.columns.push_back(merged_column(schema.fields[field].type, field, places));
  return labels;
}

}  // namespace tocsin::dryrun
