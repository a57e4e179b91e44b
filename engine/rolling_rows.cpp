#include "engine/rolling_rows.hpp"

#include "engine/row_state.hpp"
#include "engine/stores.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::engine {
namespace {

std::vector<Batch> alone(Batch batch) {
  std::vector<Batch> one;
  one.push_back(std::move(batch));
  return one;
}

// Spreads the numbers of rows evenly, so that no rhythm in the stream decides which are held.
std::uint64_t mixed(std::uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

}  // namespace

RollingRows::Span::Span(const Schema& schema, const std::vector<RowRef>& rows,
                        const std::vector<bool>& needed)
    : rows_(schema, alone(gather(rows, needed)), ReferenceRows::Columns::all_there) {
  for (const auto& row : rows) first_ = std::min(first_, row.time());
}

std::vector<std::uint32_t> RollingRows::Span::counted(const dsl::AggregateCall& call,
                                                      MemberIndex* index, MemberId member) {
  std::vector<std::uint32_t> all(block().rows());
  std::iota(all.begin(), all.end(), 0);
  if (index != nullptr && member != kAll) {
    const auto [at, is_new] = members_.try_emplace(index);
    if (is_new) at->second = index->number(block(), all);
    std::erase_if(all, [&](std::uint32_t row) { return at->second[row] != member; });
  }
  return counted_rows(block(), all, call, index);
}

void RollingRows::keep(Duration reach, Duration live) {
  reach_ = std::max(reach_, reach);
  live_ = std::max(live_, live);
}

void RollingRows::add(const RowRef& row, std::uint64_t number) {
  Held held{number, row};
  is_sorted_ = is_sorted_ && (held_.empty() || order(held_.back()) <= order(held));
  held_.push_back(std::move(held));
}

void RollingRows::sort() {
  if (!is_sorted_) std::ranges::stable_sort(held_, {}, order);
  is_sorted_ = true;
}

void RollingRows::forget(Instant now) {
  sort();
  while (!held_.empty() && held_.front().row.time() < now - reach_) held_.pop_front();
}

// Decided at ticks alone, so that it does not depend on how time passed between them.
void RollingRows::thin(Instant tick) {
  const auto is_live = [&](const Held& held) { return held.row.time() >= tick - live_; };
  const auto is_drawn = [&](const Held& held) {
    return mixed(held.number) % (std::uint64_t{1} << level_) == 0;
  };
  const auto live = std::ranges::find_if(held_, is_live);
  if (level_ == 0 && static_cast<std::size_t>(live - held_.begin()) <= most_rows_) return;
  for (auto end = live;; ++level_) {
    end = std::remove_if(held_.begin(), end, [&](const Held& held) { return !is_drawn(held); });
    if (static_cast<std::size_t>(end - held_.begin()) <= most_rows_) {
      held_.erase(end, live);
      return;
    }
  }
}

RollingRows::Span& RollingRows::span(Instant from, Instant to, Instant tick,
                                     const std::vector<bool>& needed) {
  if (tick != tick_) {
    spans_.clear();
    sort();
    thin(tick);
    tick_ = tick;
  }
  auto& span = spans_[{from, to}];
  if (span) return *span;
  std::vector<RowRef> rows;
  const auto time_of = [](const Held& held) { return held.row.time(); };
  const auto end = std::ranges::upper_bound(held_, to, {}, time_of);
  for (auto at = std::ranges::upper_bound(held_, from, {}, time_of); at < end; ++at)
    rows.push_back(at->row);
  span = std::make_unique<Span>(schema_, rows, needed);
  return *span;
}

void RollingRows::save(Encoder& out, RowSaver& rows) const {
  out.u64(level_);
  out.boolean(is_sorted_);
  out.u64(held_.size());
  for (const auto& held : held_) {
    out.u64(held.number);
    rows.save(held.row);
  }
}

void RollingRows::load(Decoder& in, RowLoader& rows) {
  constexpr std::uint64_t kMostLevels = 63;
  held_.clear();
  spans_.clear();
  tick_ = kBeginning;
  const std::uint64_t level = in.u64();
  if (level > kMostLevels) return in.fail();
  level_ = static_cast<unsigned>(level);
  is_sorted_ = in.boolean();
  for (std::size_t n = in.count(3); n > 0 && !in.failed(); --n) {
    const std::uint64_t number = in.u64();
    RowRef row = rows.row();
    if (!in.failed()) held_.push_back({number, std::move(row)});
  }
  is_sorted_ = is_sorted_ && std::ranges::is_sorted(held_, {}, order);
}

}  // namespace tocsin::engine
