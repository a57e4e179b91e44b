#include "engine/deliveries.hpp"

#include "engine/row_state.hpp"

#include <algorithm>

namespace tocsin::engine {

Deliveries::Whole::Whole(const Delivery& delivery, std::vector<RowRef> rows)
    : delivery_(delivery), rows_(std::move(rows)) {
  for (const auto& row : rows_) oldest_ = std::min(oldest_, row.time());
}

evaluators::Block& Deliveries::Whole::block(const Schema& schema, const std::vector<bool>& needed,
                                            Instant tick) {
  if (block_ && gathered_at_ == tick) return *block_;
  gathered_ = std::make_unique<Batch>(gather(rows_, needed));
  block_ = std::make_unique<evaluators::Block>(*gathered_, schema, 0, gathered_->rows);
  gathered_at_ = tick;
  return *block_;
}

std::size_t Deliveries::reader(Duration wait) {
  readers_.push_back({wait});
  return readers_.size() - 1;
}

void Deliveries::add(const RowRef& row, std::uint32_t delivery) {
  auto& open = open_[delivery];
  open.rows.push_back(row);
  open.oldest = std::min(open.oldest, row.time());
}

void Deliveries::end(const Delivery& delivery) {
  auto rows = std::move(open_[delivery.number].rows);
  open_.erase(delivery.number);
  whole_.emplace_back(delivery, std::move(rows));
}

std::vector<Deliveries::Whole*> Deliveries::due(std::size_t reader, Instant tick) {
  std::vector<Whole*> due;
  auto& [wait, next] = readers_[reader];
  for (; next < first_ + whole_.size(); ++next) {
    Whole& whole = whole_[next - first_];
    if (whole.delivery().at + wait > tick) break;
    due.push_back(&whole);
  }
  return due;
}

void Deliveries::forget() {
  std::uint64_t judged = first_ + whole_.size();
  for (const auto& reader : readers_) judged = std::min(judged, reader.next);
  for (; first_ < judged; ++first_) whole_.pop_front();
}

Instant Deliveries::oldest() const {
  Instant oldest = kForever;
  for (const auto& [number, open] : open_) oldest = std::min(oldest, open.oldest);
  for (const auto& whole : whole_) oldest = std::min(oldest, whole.oldest());
  return oldest;
}

void Deliveries::save(Encoder& out, RowSaver& rows) const {
  const auto save_all = [&](const std::vector<RowRef>& all) {
    out.u64(all.size());
    for (const auto& row : all) rows.save(row);
  };
  for (const auto& reader : readers_) out.u64(reader.next);
  out.u64(open_.size());
  for (const auto& [number, open] : open_) {
    out.u64(number);
    save_all(open.rows);
  }
  out.u64(first_);
  out.u64(whole_.size());
  for (const auto& whole : whole_) {
    out.u64(whole.delivery().number);
    out.instant(whole.delivery().at);
    out.u64(whole.delivery().unreadable);
    save_all(whole.rows());
  }
}

void Deliveries::load(Decoder& in, RowLoader& rows) {
  const auto load_all = [&] {
    std::vector<RowRef> all;
    for (std::size_t n = in.count(2); n > 0; --n) {
      all.push_back(rows.row());
      if (in.failed()) return std::vector<RowRef>{};
    }
    return all;
  };
  open_.clear();
  whole_.clear();
  for (auto& reader : readers_) reader.next = in.u64();
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    const auto number = static_cast<std::uint32_t>(in.u64());
    open_[number];
    for (const auto& row : load_all()) add(row, number);
  }
  first_ = in.u64();
  for (std::size_t n = in.count(4); n > 0 && !in.failed(); --n) {
    const auto number = static_cast<std::uint32_t>(in.u64());
    const Instant at = in.instant();
    const Delivery delivery{number, at, in.u64()};
    whole_.emplace_back(delivery, load_all());
  }
  for (const auto& reader : readers_)
    if (reader.next < first_ || reader.next > first_ + whole_.size()) in.fail();
}

}  // namespace tocsin::engine
