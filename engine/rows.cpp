#include "engine/rows.hpp"

namespace tocsin::engine {

bool is_run(std::span<const RowRef> rows) {
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (rows[i].batch != rows[0].batch || rows[i].row != rows[0].row + i) return false;
  return !rows.empty();
}

namespace {

// Values of a type that the field does not have stay empty.
template <typename T>
void take(std::vector<T>& into, const std::vector<T>& from, std::uint32_t row) {
  if (row < from.size()) into.push_back(from[row]);
}

Column gather_column(std::span<const RowRef> rows, std::size_t field) {
  Column column;
  for (const auto& [batch, row] : rows) {
    const Column& from = batch->columns[field];
    if (!column.dictionary) column.dictionary = from.dictionary;
    take(column.numbers, from.numbers, row);
    take(column.times, from.times, row);
    take(column.codes, from.codes, row);
    take(column.texts, from.texts, row);
    column.valid.push_back(row < from.valid.size() && from.valid[row]);
    column.malformed.push_back(row < from.malformed.size() && from.malformed[row]);
  }
  return column;
}

}  // namespace

Batch gather(std::span<const RowRef> rows, const std::vector<bool>& needed) {
  Batch batch;
  batch.rows = rows.size();
  for (const auto& ref : rows) {
    batch.time.push_back(ref.time());
    batch.arrival.push_back(ref.arrival());
    batch.label_known.push_back(ref.batch->label_known.empty() ? kForever : ref.batch->label_known[ref.row]);
  }
  for (std::size_t field = 0; field < needed.size(); ++field) {
    Column missing;
    missing.valid = missing.malformed = Bits(rows.size());
    batch.columns.push_back(needed[field] ? gather_column(rows, field) : std::move(missing));
  }
  return batch;
}

namespace {

void save_bits(Encoder& out, const Bits& bits) {
  out.u64(bits.size());
  for (const auto word : bits.words()) out.u64(word);
}

Bits load_bits(Decoder& in) {
  const std::uint64_t size = in.u64();
  if (size > (std::uint64_t{1} << 32)) in.fail();
  if (in.failed()) return {};
  Bits bits;
  for (std::uint64_t done = 0; done < size && !in.failed(); done += 64) {
    bits.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size, done + 64)));
    bits.words().back() = in.u64();
  }
  return bits;
}

void save_times(Encoder& out, const std::vector<Instant>& times) {
  out.u64(times.size());
  for (const Instant t : times) out.instant(t);
}

std::vector<Instant> load_times(Decoder& in) {
  std::vector<Instant> times(in.count());
  for (auto& t : times) t = in.instant();
  return times;
}

}  // namespace

void save_column(Encoder& out, const Column& column) {
  out.u64(column.numbers.size());
  for (const double v : column.numbers) out.number(v);
  out.u64(column.times.size());
  for (const auto v : column.times) out.i64(v);
  out.u64(column.codes.size());
  for (const auto v : column.codes) out.u64(v);
  out.u64(column.texts.size());
  for (const auto& v : column.texts) out.text(v);
  save_bits(out, column.valid);
  save_bits(out, column.malformed);
}

Column load_column(Decoder& in, const std::shared_ptr<Dictionary>& dictionary) {
  Column column;
  column.dictionary = dictionary;
  column.numbers.resize(in.count(8));
  for (auto& v : column.numbers) v = in.number();
  column.times.resize(in.count());
  for (auto& v : column.times) v = in.i64();
  column.codes.resize(in.count());
  for (auto& v : column.codes) v = static_cast<std::uint32_t>(in.u64());
  column.texts.resize(in.count());
  for (auto& v : column.texts) v = in.text();
  column.valid = load_bits(in);
  column.malformed = load_bits(in);
  for (const auto code : column.codes)
    if (!dictionary || code >= dictionary->size()) in.fail();
  return column;
}

void RowSaver::save(const std::shared_ptr<Batch>& batch) {
  const auto [at, is_new] = seen_.try_emplace(batch.get(), seen_.size());
  out_.u64(at->second);
  if (!is_new) return;
  out_.u64(batch->rows);
  save_times(out_, batch->time);
  save_times(out_, batch->arrival);
  save_times(out_, batch->label_known);
  for (const Hash128 key : batch->key) out_.hash(key);
  for (const auto& column : batch->columns) save_column(out_, column);
}

void RowSaver::save(const RowRef& row) {
  save(row.batch);
  out_.u64(row.row);
}

std::shared_ptr<Batch> RowLoader::batch() {
  const std::uint64_t index = in_.u64();
  if (in_.failed() || index > seen_.size()) {
    in_.fail();
    return nullptr;
  }
  if (index < seen_.size()) return seen_[index];
  auto batch = std::make_shared<Batch>();
  batch->rows = in_.count();
  batch->time = load_times(in_);
  batch->arrival = load_times(in_);
  batch->label_known = load_times(in_);
  for (std::size_t i = 0; i < batch->rows && !in_.failed(); ++i) batch->key.push_back(in_.hash());
  for (std::size_t f = 0; f < schema_.fields.size() && !in_.failed(); ++f)
    batch->columns.push_back(load_column(in_, dictionaries_[f]));
  const bool fits = batch->time.size() == batch->rows && batch->arrival.size() == batch->rows;
  if (!fits) in_.fail();
  if (in_.failed()) return nullptr;
  seen_.push_back(batch);
  return batch;
}

RowRef RowLoader::row() {
  RowRef ref{batch(), static_cast<std::uint32_t>(in_.u64())};
  if (ref.batch && ref.row < ref.batch->rows) return ref;
  in_.fail();
  return {};
}

}  // namespace tocsin::engine
