// Reads small files whole and shows rows as text, for the tests of sources.
#pragma once

#include "sources/sorted.hpp"
#include "sources/source.hpp"
#include "tests/support/temp_dir.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

// A schema with the fields `at` (time) and `id` (key) and those that are given.
inline Schema schema_with(std::vector<Field> fields) {
  Schema schema;
  schema.model = "m";
  schema.fields = {{.name = "at", .column = "at", .type = FieldType::time},
                   {.name = "id", .column = "id", .type = FieldType::text}};
  schema.key_fields = {1};
  for (auto& field : fields) {
    if (field.column.empty()) field.column = field.name;
    if (field.role == Role::label) schema.label_fields.push_back(schema.fields.size());
    schema.fields.push_back(std::move(field));
  }
  return schema;
}

// A field that only has to be read: missing is fine.
inline Field field_of(std::string name, FieldType type, Role role = Role::feature) {
  return {.name = name, .column = name, .type = type, .role = role, .optional = true};
}

// A value as text: `-` missing, `!` malformed; numbers with all their digits.
inline std::string shown(const Column& column, std::size_t row) {
  if (column.valid.size() == 0) return "unread";
  if (column.malformed[row]) return "!";
  if (!column.valid[row]) return "-";
  if (!column.numbers.empty()) return fmt::format("{}", column.numbers[row]);
  if (!column.times.empty()) return format_utc(Instant{Duration(column.times[row])});
  if (!column.codes.empty()) return column.dictionary->text(column.codes[row]);
  return column.texts[row];
}

// All rows, one a line: time, key, every field, and when the label was known.
inline std::string read_rows(sources::RowReader& reader) {
  std::string out;
  Batch batch;
  for (;;) {
    const auto more = reader.next(batch);
    if (!more) return out + "error: " + more.error().message + "\n";
    for (std::size_t row = 0; row < batch.rows; ++row) {
      out += format_utc(batch.time[row]) + " " + to_hex(batch.key[row]).substr(0, 8);
      for (const auto& column : batch.columns) out += "|" + shown(column, row);
      if (!batch.label_known.empty()) {
        const Instant known = batch.label_known[row];
        out += known == kForever ? " never" : " known " + format_utc(known);
      }
      out += "\n";
    }
    if (!*more) return out;
  }
}

// How often the times of rows that nobody could read were handed on, in order.
inline std::vector<Instant> unreadable_of(sources::RowReader& reader) {
  std::vector<Instant> all;
  Batch batch;
  for (;;) {
    const auto more = reader.next(batch);
    if (!more) return all;
    all.insert(all.end(), batch.unreadable.begin(), batch.unreadable.end());
    if (!*more) return all;
  }
}

// What was counted, as text: one line a reason.
inline std::string shown(const sources::Intake& intake) {
  std::string out = fmt::format("{} rows, {} malformed\n", intake.rows, intake.malformed_rows);
  const auto add = [&](const std::string& name, const sources::Tally& tally) {
    out += fmt::format("{}: {}\n", name, tally.count);
    for (const auto& e : tally.first) out += fmt::format("  {}: {}\n", e.line, e.excerpt);
  };
  for (const auto& [reason, tally] : intake.row_reasons) add(reason, tally);
  for (const auto& [field, reasons] : intake.field_reasons) {
    for (const auto& [reason, tally] : reasons) add(field + " " + reason, tally);
  }
  return out;
}

// Rows and counts of bytes in memory, read in batches of `batch_rows`.
inline std::string read_text(const Schema& schema, std::string_view bytes, std::string kind = "csv",
                             std::size_t batch_rows = 4096) {
  sources::Intake intake;
  auto reader =
      sources::open_rows_in_memory(schema, bytes, {"f", std::move(kind)}, intake, {batch_rows});
  if (!reader) return "error: " + reader.error().message + "\n";
  const std::string rows = read_rows(**reader);
  return rows + shown(intake);
}

inline std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace tocsin::test
