#include "store/batch_codec.hpp"

#include "base/check.hpp"
#include "store/envelope.hpp"
#include "store/packing.hpp"

#include <algorithm>
#include <limits>

namespace tocsin::store {
namespace {

// What the values of a column are kept as.
enum class Kept : std::uint8_t { numbers, times, codes, texts };

Kept kept_as(FieldType type) {
  switch (type) {
    case FieldType::time: return Kept::times;
    case FieldType::category: return Kept::codes;
    case FieldType::text: return Kept::texts;
    default: return Kept::numbers;
  }
}

bool is_readable_as(FieldType written, FieldType wanted) {
  const auto is_worded = [](FieldType type) {
    return type == FieldType::text || type == FieldType::category;
  };
  return written == wanted || (is_worded(written) && is_worded(wanted)) ||
         (written == FieldType::integer && wanted == FieldType::number);
}

bool is_there(const Column& column, std::size_t row) {
  return row < column.valid.size() && column.valid[row];
}

// Only the texts that these rows use, in the order of their first use.
void pack_codes(Encoder& out, const Column& column) {
  constexpr auto kUnseen = std::numeric_limits<std::int64_t>::max();
  std::vector<std::int64_t> seen(column.dictionary ? column.dictionary->size() : 0, kUnseen);
  std::vector<std::string> texts;
  std::vector<std::int64_t> codes(column.codes.size(), 0);
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (!is_there(column, row)) continue;
    auto& code = seen[column.codes[row]];
    if (code == kUnseen) {
      code = static_cast<std::int64_t>(texts.size());
      texts.push_back(column.dictionary->text(column.codes[row]));
    }
    codes[row] = code;
  }
  out.u64(texts.size());
  pack_texts(out, texts);
  pack(out, codes);
}

std::string packed(const Column& column, FieldType type) {
  Encoder out;
  pack_bits(out, column.valid);
  pack_bits(out, column.malformed);
  switch (kept_as(type)) {
    case Kept::numbers: pack_numbers(out, column.numbers, column.valid); break;
    case Kept::times: pack_times(out, std::span<const std::int64_t>(column.times)); break;
    case Kept::codes: pack_codes(out, column); break;
    case Kept::texts: pack_texts(out, column.texts);
  }
  return out.take();
}

std::size_t values_of(const Column& column, FieldType type) {
  switch (kept_as(type)) {
    case Kept::numbers: return column.numbers.size();
    case Kept::times: return column.times.size();
    case Kept::codes: return column.codes.size();
    case Kept::texts: return column.texts.size();
  }
  return 0;
}

// A column without values, as one whose labels come apart, is not written.
void put_column(Encoder& out, const Field& field, const Column& column, std::size_t rows) {
  const bool is_filled = rows > 0 && values_of(column, field.type) == rows;
  out.boolean(is_filled);
  if (!is_filled) return;
  out.text(field.name);
  out.u8(static_cast<std::uint8_t>(field.type));
  out.text(packed(column, field.type));
}

// The fields that the key is made of, so that a key of other ones is not taken for it.
std::string key_text(const Schema& schema) {
  Encoder out;
  for (const auto field : schema.key_fields) out.text(schema.fields[field].name);
  return out.take();
}

template <typename T>
bool put_presence(Encoder& out, const std::vector<T>& values) {
  out.boolean(!values.empty());
  return !values.empty();
}

void put_deliveries(Encoder& out, const Batch& batch) {
  if (put_presence(out, batch.delivery)) {
    const std::vector<std::int64_t> numbers(batch.delivery.begin(), batch.delivery.end());
    pack(out, numbers);
  }
  out.u64(batch.delivered.size());
  for (const auto& one : batch.delivered) {
    out.u64(one.number);
    out.instant(one.at);
    out.u64(one.unreadable);
  }
}

struct Written {
  FieldType type;
  std::string bytes;
};

using Columns = std::vector<std::pair<std::string, Written>>;  // by name

Columns columns_of(Decoder& in) {
  Columns found;
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    if (!in.boolean()) continue;
    auto name = in.text();
    const std::uint8_t type = in.u8();
    if (type > static_cast<std::uint8_t>(FieldType::category)) in.fail();
    found.emplace_back(std::move(name), Written{static_cast<FieldType>(type), in.text()});
  }
  return found;
}

void make_room(Column& column, FieldType type, std::size_t rows) {
  switch (kept_as(type)) {
    case Kept::numbers: column.numbers.resize(rows); break;
    case Kept::times: column.times.resize(rows); break;
    case Kept::codes: column.codes.resize(rows); break;
    case Kept::texts: column.texts.resize(rows);
  }
  column.valid.resize(rows);
  column.malformed.resize(rows);
}

struct Worded {
  std::vector<std::string> texts;
  std::vector<std::int64_t> codes;  // into `texts`
};

Worded unpack_codes(Decoder& in, const Bits& valid, std::size_t rows) {
  Worded worded;
  worded.texts = unpack_texts(in, in.count());
  worded.codes = unpack(in, rows);
  const auto size = static_cast<std::int64_t>(worded.texts.size());
  for (std::size_t row = 0; row < worded.codes.size(); ++row)
    if (worded.codes[row] < 0 || (worded.codes[row] >= size && valid[row])) in.fail();
  return worded;
}

void read_codes(Decoder& in, Column& column, FieldType wanted, std::size_t rows) {
  const auto [texts, codes] = unpack_codes(in, column.valid, rows);
  if (in.failed()) return;
  std::vector<std::uint32_t> ours;
  if (wanted == FieldType::category)
    for (const auto& text : texts) ours.push_back(column.dictionary->code(text));
  for (std::size_t row = 0; row < rows; ++row) {
    if (!column.valid[row]) continue;
    const auto code = static_cast<std::size_t>(codes[row]);
    if (wanted == FieldType::category)
      column.codes[row] = ours[code];
    else
      column.texts[row] = texts[code];
  }
}

void read_texts(Decoder& in, Column& column, FieldType wanted, std::size_t rows) {
  auto texts = unpack_texts(in, rows);
  if (in.failed()) return;
  if (wanted == FieldType::text) {
    column.texts = std::move(texts);
    return;
  }
  for (std::size_t row = 0; row < rows; ++row)
    if (column.valid[row]) column.codes[row] = column.dictionary->code(texts[row]);
}

void read_values(Decoder& in, Column& column, FieldType written, FieldType wanted,
                 std::size_t rows) {
  switch (kept_as(written)) {
    case Kept::numbers: column.numbers = unpack_numbers(in, rows); break;
    case Kept::times: column.times = unpack_times(in, rows); break;
    case Kept::codes: read_codes(in, column, wanted, rows); break;
    case Kept::texts: read_texts(in, column, wanted, rows);
  }
}

// A column with nothing in it, or what was written.
bool read_column(const Columns& found, const Field& field, std::size_t rows, Column& column) {
  make_room(column, field.type, rows);
  const auto at = std::ranges::find(found, field.name, [](const auto& one) { return one.first; });
  if (at == found.end() || !is_readable_as(at->second.type, field.type)) return true;
  Decoder in(at->second.bytes);
  column.valid = unpack_bits(in, rows);
  column.malformed = unpack_bits(in, rows);
  column.valid.resize(rows);
  column.malformed.resize(rows);
  read_values(in, column, at->second.type, field.type, rows);
  return !in.failed() && in.at_end();
}

std::size_t read_rows(Decoder& in) {
  const auto rows = in.u64();
  if (rows > kMostRows) in.fail();
  return in.failed() ? 0 : static_cast<std::size_t>(rows);
}

// Keys that are made of other fields than the schema's say nothing about it.
std::vector<Hash128> read_keys(Decoder& in, const Schema& schema, std::size_t rows) {
  const bool is_ours = in.text() == key_text(schema);
  auto keys = in.boolean() ? unpack_hashes(in, rows) : std::vector<Hash128>();
  if (is_ours || in.failed()) return keys;
  return std::vector<Hash128>(schema.key_fields.empty() ? 0 : rows);
}

void read_deliveries(Decoder& in, Batch& batch) {
  if (in.boolean())
    for (const auto number : unpack(in, batch.rows))
      batch.delivery.push_back(static_cast<std::uint32_t>(number));
  for (std::size_t n = in.count(3); n > 0 && !in.failed(); --n) {
    const auto number = static_cast<std::uint32_t>(in.u64());
    const auto at = in.instant();
    batch.delivered.push_back({number, at, in.u64()});
  }
}

std::vector<Instant> read_unreadable(Decoder& in) {
  const auto size = read_rows(in);
  return in.boolean() ? unpack_instants(in, size) : std::vector<Instant>();
}

// All but the values of columns.
std::pair<Batch, Columns> read_head(Decoder& in, const Schema& schema) {
  Batch batch;
  batch.rows = read_rows(in);
  batch.time = unpack_instants(in, batch.rows);
  batch.arrival = in.boolean() ? unpack_instants(in, batch.rows) : batch.time;
  batch.key = read_keys(in, schema, batch.rows);
  if (in.boolean()) batch.label_known = unpack_instants(in, batch.rows);
  batch.unreadable = read_unreadable(in);
  read_deliveries(in, batch);
  auto columns = columns_of(in);
  return {std::move(batch), std::move(columns)};
}

Error damaged() { return {"these bytes are damaged: they do not hold what they announce"}; }

}  // namespace

std::string encode(const Schema& schema, const Batch& batch) {
  TOCSIN_CHECK(batch.rows <= kMostRows && batch.unreadable.size() <= kMostRows,
               "a batch for the journal has at most kMostRows rows");
  Encoder out;
  out.u64(batch.rows);
  pack_times(out, batch.time);
  out.boolean(batch.arrival != batch.time);
  if (batch.arrival != batch.time) pack_times(out, batch.arrival);
  out.text(key_text(schema));
  if (put_presence(out, batch.key)) pack_hashes(out, batch.key);
  if (put_presence(out, batch.label_known)) pack_times(out, batch.label_known);
  out.u64(batch.unreadable.size());
  if (put_presence(out, batch.unreadable)) pack_times(out, batch.unreadable);
  put_deliveries(out, batch);
  out.u64(schema.fields.size());
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    put_column(out, schema.fields[i], batch.columns[i], batch.rows);
  return seal(Content::rows, out.bytes());
}

std::string encode(const Schema& schema, const LabelBatch& labels) {
  TOCSIN_CHECK(labels.rows <= kMostRows, "a batch for the journal has at most kMostRows rows");
  Encoder out;
  out.u64(labels.rows);
  pack_times(out, labels.arrival);
  out.text(key_text(schema));
  if (put_presence(out, labels.key)) pack_hashes(out, labels.key);
  out.u64(schema.label_fields.size());
  for (std::size_t i = 0; i < schema.label_fields.size(); ++i)
    put_column(out, schema.fields[schema.label_fields[i]], labels.columns[i], labels.rows);
  return seal(Content::labels, out.bytes());
}

Result<std::string> compress(std::string_view encoded) {
  auto found = inspect(encoded);
  if (!found) return tl::unexpected(std::move(found.error()));
  if (found->is_compressed) return std::string(encoded);
  auto small = seal_compressed(found->content, found->bytes);
  return small.size() < encoded.size() ? small : std::string(encoded);
}

Result<void> check(std::string_view encoded) {
  if (auto found = inspect(encoded); !found) return tl::unexpected(std::move(found.error()));
  return {};
}

Result<Schema> schema_of(std::string_view encoded) {
  const auto bytes = open_seal(Content::rows, encoded);
  if (!bytes) return tl::unexpected(bytes.error());
  Decoder in(*bytes);
  const auto columns = read_head(in, {}).second;
  if (in.failed() || !in.at_end()) return tl::unexpected(damaged());
  Schema schema;
  for (const auto& [name, written] : columns) {
    schema.fields.emplace_back();
    schema.fields.back().name = name;
    schema.fields.back().type = written.type;
  }
  return schema;
}

BatchDecoder::BatchDecoder(const Schema& schema) : schema_(schema) {
  for (const auto& field : schema.fields)
    dictionaries_.push_back(field.type == FieldType::category ? std::make_shared<Dictionary>()
                                                              : nullptr);
}

Result<Batch> BatchDecoder::rows(std::string_view encoded) {
  const auto bytes = open_seal(Content::rows, encoded);
  if (!bytes) return tl::unexpected(bytes.error());
  Decoder in(*bytes);
  auto [batch, found] = read_head(in, schema_);
  if (in.failed() || !in.at_end()) return tl::unexpected(damaged());
  const bool has_labels = !schema_.label_fields.empty() && !schema_.labels_apart;
  if (!has_labels) batch.label_known.clear();
  if (has_labels && batch.label_known.empty()) batch.label_known.resize(batch.rows, kForever);
  batch.columns.resize(schema_.fields.size());
  for (std::size_t i = 0; i < schema_.fields.size(); ++i) {
    if (schema_.labels_apart && schema_.fields[i].role == Role::label) continue;
    batch.columns[i].dictionary = dictionaries_[i];
    if (!read_column(found, schema_.fields[i], batch.rows, batch.columns[i]))
      return tl::unexpected(damaged());
  }
  return batch;
}

Result<LabelBatch> BatchDecoder::labels(std::string_view encoded) {
  const auto bytes = open_seal(Content::labels, encoded);
  if (!bytes) return tl::unexpected(bytes.error());
  Decoder in(*bytes);
  LabelBatch batch;
  batch.rows = read_rows(in);
  batch.arrival = unpack_instants(in, batch.rows);
  batch.key = read_keys(in, schema_, batch.rows);
  const auto found = columns_of(in);
  if (in.failed() || !in.at_end()) return tl::unexpected(damaged());
  batch.columns.resize(schema_.label_fields.size());
  for (std::size_t i = 0; i < batch.columns.size(); ++i) {
    const auto field = schema_.label_fields[i];
    batch.columns[i].dictionary = dictionaries_[field];
    if (!read_column(found, schema_.fields[field], batch.rows, batch.columns[i]))
      return tl::unexpected(damaged());
  }
  return batch;
}

}  // namespace tocsin::store
