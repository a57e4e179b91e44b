#include "sources/sorted.hpp"

#include "sources/read_ahead.hpp"

#include <algorithm>
#include <numeric>
#include <sys/stat.h>

namespace tocsin::sources {
namespace {

// A row or label in one of many batches.
struct Place {
  std::uint32_t batch;
  std::uint32_t row;
};

template <typename T>
void take(std::vector<T>& to, const std::vector<T>& from, std::uint32_t row) {
  if (!from.empty()) to.push_back(from[row]);
}

void take_value(Column& to, const Column& from, std::uint32_t row) {
  to.dictionary = from.dictionary;
  take(to.numbers, from.numbers, row);
  take(to.times, from.times, row);
  take(to.codes, from.codes, row);
  take(to.texts, from.texts, row);
  if (from.valid.size() == 0) return;
  to.valid.push_back(from.valid[row]);
  to.malformed.push_back(from.malformed[row]);
}

void take_row(Batch& to, const Batch& from, std::uint32_t row) {
  take(to.time, from.time, row);
  take(to.arrival, from.arrival, row);
  take(to.label_known, from.label_known, row);
  take(to.delivery, from.delivery, row);
}

void take_row(LabelBatch& to, const LabelBatch& from, std::uint32_t row) {
  take(to.arrival, from.arrival, row);
}

const std::vector<Instant>& sort_times(const Batch& batch) { return batch.time; }
const std::vector<Instant>& sort_times(const LabelBatch& batch) { return batch.arrival; }

// The rows come in order of time; `rows` is how many came before.
void note_time(Gap& widest, Instant before, Instant time, std::uint64_t rows) {
  if (rows > 0 && apart(before, time) > apart(widest.from, widest.to))
    widest = {before, time, rows};
}

// All rows of a reader, in memory, by time.
template <typename B>
class Sorted {
 public:
  explicit Sorted(std::size_t batch_rows) : batch_rows_(batch_rows) {}

  void add(B&& batch) {
    const auto number = static_cast<std::uint32_t>(batches_.size());
    for (std::uint32_t row = 0; row < batch.rows; ++row) order_.push_back({number, row});
    batches_.push_back(std::move(batch));
  }

  void sort() {
    std::ranges::stable_sort(order_, {}, [&](Place p) { return time(p); });
  }

  bool is_sorted() const {
    return std::ranges::is_sorted(order_, {}, [&](Place p) { return time(p); });
  }

  // Overwrites `batch` with the next rows; false when there are none.
  bool next(B& batch) {
    batch = B{};
    while (next_ < order_.size() && batch.rows < batch_rows_) {
      const Place place = order_[next_++];
      const B& from = batches_[place.batch];
      take(batch.key, from.key, place.row);
      take_row(batch, from, place.row);
      batch.columns.resize(from.columns.size());
      for (std::size_t i = 0; i < from.columns.size(); ++i) {
        take_value(batch.columns[i], from.columns[i], place.row);
      }
      ++batch.rows;
    }
    return batch.rows > 0;
  }

  bool at_end() const { return next_ == order_.size(); }
  // Of sorted rows.
  Extent extent() const {
    Extent extent{.rows = order_.size()};
    if (order_.empty()) return extent;
    extent.first = time(order_.front());
    extent.last = time(order_.back());
    for (std::size_t i = 1; i < order_.size(); ++i)
      note_time(extent.widest, time(order_[i - 1]), time(order_[i]), i);
    return extent;
  }

 private:
  Instant time(Place p) const { return sort_times(batches_[p.batch])[p.row]; }

  std::size_t batch_rows_;
  std::vector<B> batches_;
  std::vector<Place> order_;
  std::size_t next_ = 0;
};

class SortedRowReader : public RowReader {
 public:
  SortedRowReader(Sorted<Batch> rows, std::vector<Instant> unreadable,
                  std::vector<Delivery> delivered)
      : rows_(std::move(rows)),
        unreadable_(std::move(unreadable)),
        delivered_(std::move(delivered)) {
    std::ranges::sort(unreadable_);
    std::ranges::stable_sort(delivered_, {}, &Delivery::at);
  }

  Result<bool> next(Batch& batch) override {
    const bool any = rows_.next(batch);
    for (; next_unreadable_ < unreadable_.size(); ++next_unreadable_) {
      const Instant at = unreadable_[next_unreadable_];
      if (!rows_.at_end() && at > batch.time.back()) break;
      batch.unreadable.push_back(at);
    }
    for (; next_delivered_ < delivered_.size(); ++next_delivered_) {
      const auto& delivery = delivered_[next_delivered_];
      if (!rows_.at_end() && delivery.at >= batch.time.back()) break;
      batch.delivered.push_back(delivery);
    }
    return any;
  }

 private:
  Sorted<Batch> rows_;
  std::vector<Instant> unreadable_;
  std::vector<Delivery> delivered_;
  std::size_t next_unreadable_ = 0;
  std::size_t next_delivered_ = 0;
};

class SortedLabelReader : public LabelReader {
 public:
  explicit SortedLabelReader(Sorted<LabelBatch> labels) : labels_(std::move(labels)) {}
  Result<bool> next(LabelBatch& batch) override { return labels_.next(batch); }

 private:
  Sorted<LabelBatch> labels_;
};

bool can_be_read_twice(const Location& location) {
  if (location.path.find('*') != std::string::npos) return true;
  struct stat info{};
  return ::stat(location.path.c_str(), &info) != 0 || S_ISREG(info.st_mode);
}

// The times of all rows, and of the schema nothing else.
Result<Extent> survey(const Schema& schema, const Location& location) {
  Schema times;
  times.model = schema.model;
  times.fields = {schema.fields[schema.time_field]};
  times.time_zone = schema.time_zone;
  Intake ignored;
  auto reader = open_rows(times, location, ignored);
  if (!reader) return tl::unexpected(reader.error());
  Extent extent;
  Batch batch;
  for (;;) {
    const auto more = (*reader)->next(batch);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return extent;
    if (extent.rows == 0) extent.first = extent.last = batch.time.front();
    // While the rows are in order, the latest one is the last one.
    extent.in_order =
        extent.in_order && extent.last <= batch.time.front() && std::ranges::is_sorted(batch.time);
    if (extent.in_order) {
      Instant before = extent.last;
      std::uint64_t rows = extent.rows;
      for (const Instant time : batch.time) {
        note_time(extent.widest, before, time, rows++);
        before = time;
      }
    }
    const auto [least, most] = std::ranges::minmax(batch.time);
    extent.first = std::min(extent.first, least);
    extent.last = std::max(extent.last, most);
    extent.rows += batch.rows;
  }
}

Result<SortedRows> sort_in_memory(RowReader& reader, Options options) {
  Sorted<Batch> rows(options.batch_rows);
  std::vector<Instant> unreadable;
  std::vector<Delivery> delivered;
  for (;;) {
    Batch batch;
    const auto more = reader.next(batch);
    if (!more) return tl::unexpected(more.error());
    unreadable.insert(unreadable.end(), batch.unreadable.begin(), batch.unreadable.end());
    delivered.insert(delivered.end(), batch.delivered.begin(), batch.delivered.end());
    if (!*more) break;
    rows.add(std::move(batch));
  }
  const bool in_order = rows.is_sorted();
  if (!in_order) rows.sort();
  Extent extent = rows.extent();
  extent.in_order = in_order;
  return SortedRows{std::make_unique<SortedRowReader>(std::move(rows), std::move(unreadable),
                                                      std::move(delivered)),
                    extent};
}

}  // namespace

Duration apart(Instant earlier, Instant later) {
  std::int64_t span = 0;
  const bool overflows = __builtin_sub_overflow(later.time_since_epoch().count(),
                                                earlier.time_since_epoch().count(), &span);
  return overflows ? Duration::max() : Duration(span);
}

Result<SortedRows> open_sorted_rows(const Schema& schema, const Location& location, Intake& intake,
                                    Options options) {
  if (!can_be_read_twice(location)) {
    auto reader = open_rows(schema, location, intake, options);
    return reader ? sort_in_memory(**reader, options) : tl::unexpected(reader.error());
  }
  // Opened before the survey: a wrong header is told at once, and reading can begin meanwhile.
  auto found = std::make_unique<Intake>();
  auto reader = open_rows(schema, location, *found, options);
  if (!reader) return tl::unexpected(reader.error());
  auto ahead = std::make_unique<ReadAhead>(std::move(*reader), std::move(found), intake);
  const auto extent = survey(schema, location);
  if (!extent) return tl::unexpected(extent.error());
  if (!extent->in_order) return sort_in_memory(*ahead, options);
  return SortedRows{std::move(ahead), *extent};
}

Result<std::unique_ptr<LabelReader>> open_sorted_labels(const Schema& schema,
                                                        const Location& location, Intake& intake,
                                                        Options options) {
  auto reader = open_labels(schema, location, intake, options);
  if (!reader) return tl::unexpected(reader.error());
  Sorted<LabelBatch> labels(options.batch_rows);
  for (;;) {
    LabelBatch batch;
    const auto more = (*reader)->next(batch);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    labels.add(std::move(batch));
  }
  labels.sort();
  return std::make_unique<SortedLabelReader>(std::move(labels));
}

}  // namespace tocsin::sources
