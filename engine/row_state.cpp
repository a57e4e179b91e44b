#include "engine/row_state.hpp"

namespace tocsin::engine {
namespace {

// More rows than a batch can have: damage.
constexpr std::uint64_t kMostBits = std::uint64_t{1} << 32;

void save_bits(Encoder& out, const Bits& bits) {
  out.u64(bits.size());
  for (const auto word : bits.words()) out.u64(word);
}

Bits load_bits(Decoder& in) {
  const std::uint64_t size = in.u64();
  if (size > kMostBits) in.fail();
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

std::vector<Hash128> load_keys(Decoder& in, std::size_t rows) {
  std::vector<Hash128> keys;
  for (std::size_t i = 0; i < rows && !in.failed(); ++i) keys.push_back(in.hash());
  return keys;
}

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

// A row without a value has code 0, though nobody has filled the dictionary yet.
bool names_texts(const Column& column, const Dictionary* dictionary) {
  if (dictionary == nullptr) return column.codes.empty();
  for (std::size_t row = 0; row < column.codes.size(); ++row) {
    const bool is_nothing = column.codes[row] == 0 && !column.valid[row];
    if (!is_nothing && column.codes[row] >= dictionary->size()) return false;
  }
  return true;
}

// Of the type of its field, with a value and both bits for each row.
bool fits(const Column& column, const Dictionary* dictionary, std::size_t rows) {
  const auto has = [&](const auto& values) { return values.empty() || values.size() == rows; };
  return has(column.numbers) && has(column.times) && has(column.codes) && has(column.texts) &&
         column.valid.size() == rows && column.malformed.size() == rows &&
         names_texts(column, dictionary);
}

Column load_column(Decoder& in, const std::shared_ptr<Dictionary>& dictionary, std::size_t rows) {
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
  if (!fits(column, dictionary.get(), rows)) in.fail();
  return column;
}

// The number of what was read before, or of what follows now.
template <typename T, typename Read>
std::shared_ptr<T> numbered(Decoder& in, std::vector<std::shared_ptr<T>>& seen, Read read) {
  const std::uint64_t number = in.u64();
  if (number > seen.size()) in.fail();
  if (in.failed()) return nullptr;
  if (number < seen.size()) return seen[number];
  auto batch = read();
  if (in.failed()) return nullptr;
  seen.push_back(batch);
  return batch;
}

}  // namespace

void RowSaver::save(const std::shared_ptr<Batch>& batch) {
  const auto [at, is_new] = seen_.try_emplace(batch.get(), seen_.size());
  out_.u64(at->second);
  if (!is_new) return;
  out_.u64(batch->rows);
  for (const auto* times : {&batch->time, &batch->arrival, &batch->label_known})
    save_times(out_, *times);
  for (const Hash128& key : batch->key) out_.hash(key);
  out_.u64(batch->delivery.size());
  for (const std::uint32_t number : batch->delivery) out_.u64(number);
  for (const auto& column : batch->columns) save_column(out_, column);
}

void RowSaver::save(const RowRef& row) {
  save(row.batch);
  out_.u64(row.row);
}

void LabelSaver::save(const std::shared_ptr<const LabelBatch>& labels) {
  const auto [at, is_new] = seen_.try_emplace(labels.get(), seen_.size());
  out_.u64(at->second);
  if (!is_new) return;
  out_.u64(labels->rows);
  save_times(out_, labels->arrival);
  for (const Hash128& key : labels->key) out_.hash(key);
  for (const auto& column : labels->columns) save_column(out_, column);
}

std::shared_ptr<Batch> RowLoader::read() {
  auto batch = std::make_shared<Batch>();
  batch->rows = in_.count();
  for (auto* times : {&batch->time, &batch->arrival, &batch->label_known}) *times = load_times(in_);
  batch->key = load_keys(in_, batch->rows);
  batch->delivery.resize(in_.count());
  for (auto& number : batch->delivery) number = static_cast<std::uint32_t>(in_.u64());
  for (std::size_t f = 0; f < schema_.fields.size() && !in_.failed(); ++f)
    batch->columns.push_back(load_column(in_, dictionaries_[f], batch->rows));
  const bool is_whole = batch->time.size() == batch->rows && batch->arrival.size() == batch->rows &&
                        (batch->label_known.empty() || batch->label_known.size() == batch->rows) &&
                        (batch->delivery.empty() || batch->delivery.size() == batch->rows);
  if (!is_whole) in_.fail();
  return batch;
}

std::shared_ptr<Batch> RowLoader::batch() {
  return numbered(in_, seen_, [this] { return read(); });
}

RowRef RowLoader::row() {
  RowRef ref{batch(), static_cast<std::uint32_t>(in_.u64())};
  if (ref.batch && ref.row < ref.batch->rows) return ref;
  in_.fail();
  return {};
}

std::shared_ptr<const LabelBatch> LabelLoader::read() {
  auto labels = std::make_shared<LabelBatch>();
  labels->rows = in_.count();
  labels->arrival = load_times(in_);
  labels->key = load_keys(in_, labels->rows);
  for (const std::size_t field : schema_.label_fields)
    labels->columns.push_back(load_column(in_, dictionaries_[field], labels->rows));
  if (labels->arrival.size() != labels->rows) in_.fail();
  return labels;
}

std::shared_ptr<const LabelBatch> LabelLoader::batch() {
  return numbered(in_, seen_, [this]() -> std::shared_ptr<const LabelBatch> { return read(); });
}

}  // namespace tocsin::engine
