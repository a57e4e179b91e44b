// Reads any bytes as rows of a schema with every type of field, for the fuzz targets of sources.
#pragma once

#include "sources/source.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace tocsin::fuzz {

inline Schema every_type() {
  Schema schema;
  schema.model = "fuzzed";
  const auto add = [&](std::string name, FieldType type, Role role = Role::feature) {
    schema.fields.push_back({.name = name, .column = name, .type = type, .role = role});
    schema.fields.back().optional = schema.fields.size() % 2 == 0;
  };
  add("at", FieldType::time);
  add("id", FieldType::text);
  add("b", FieldType::boolean);
  add("i", FieldType::integer);
  add("n", FieldType::number);
  add("s", FieldType::share, Role::score);
  add("d", FieldType::duration);
  add("c", FieldType::category);
  add("y", FieldType::boolean, Role::label);
  schema.fields[6].duration_unit = 1ms;
  schema.fields[4].low = -1000;
  schema.key_fields = {1};
  schema.label_fields = {8};
  schema.arrives = "seen";
  schema.time_zone = "Europe/Berlin";
  return schema;
}

// What must not depend on the size of batches: counts, times, keys and bits, or the error.
inline std::string summary(const Schema& schema, std::string_view bytes, const std::string& kind,
                           std::size_t batch_rows) {
  sources::Intake intake;
  auto reader = sources::open_rows_in_memory(schema, bytes, {"f", kind}, intake, {batch_rows});
  if (!reader) return reader.error().message;
  Hash128 all{};
  std::uint64_t unreadable = 0;
  Batch batch;
  for (;;) {
    const auto more = (*reader)->next(batch);
    if (!more) return more.error().message;
    unreadable += batch.unreadable.size();
    for (std::size_t row = 0; row < batch.rows; ++row) {
      std::string line =
          format_utc(batch.time[row]) + to_hex(batch.key[row]) + format_utc(batch.label_known[row]);
      for (const auto& column : batch.columns) {
        line += column.valid[row] ? 'v' : column.malformed[row] ? 'm' : '-';
        if (column.valid[row] && !column.codes.empty())
          line += column.dictionary->text(column.codes[row]);
      }
      all = hash128(line, all);
    }
    if (!*more) break;
  }
  // Nothing is lost unseen; rows before the first time have no time to leave.
  if (intake.rows > 0 && unreadable != intake.malformed_rows) std::abort();
  return to_hex(all) + " " + std::to_string(intake.rows) + " " +
         std::to_string(intake.malformed_rows);
}

inline void read_rows(const std::uint8_t* data, std::size_t size, const std::string& kind) {
  static const Schema schema = every_type();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (summary(schema, bytes, kind, 64) != summary(schema, bytes, kind, 3)) std::abort();
}

}  // namespace tocsin::fuzz
