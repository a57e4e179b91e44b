// How often each of many things came: a flat table that forgets in a way that does not depend on
// the order.
#pragma once

#include "base/codec.hpp"
#include "evaluators/aggregate_of.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

namespace tocsin::evaluators {

// No bit of the result says nothing; different keys stay different (S. Vigna's splitmix64).
inline std::uint64_t scrambled(std::uint64_t key) {
  key += 0x9e3779b97f4a7c15;
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9;
  key = (key ^ (key >> 27)) * 0x94d049bb133111eb;
  return key ^ (key >> 31);
}

// Key has std::uint64_t hash() const, operator<=>, save(Encoder&) and load(Decoder&).
//
// Of more than `most` keys those are kept whose hash begins with `level` zero bits, with the lowest
// level that is enough (P. Gibbons, "Distinct sampling for highly-accurate answers to distinct
// values queries", VLDB 2001). What is kept, and how often each came, depends on all that was added
// and not on its order nor on how it was cut: one key in 2^level, chosen by its hash alone.
template <typename Key>
class CountTable {
 public:
  struct Entry {
    Key key{};
    std::uint64_t count = 0;  // 0: a free place
  };
  static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

  void add(const Key& key, std::uint64_t times, std::size_t most = kAll) {
    const std::uint64_t hash = key.hash();
    if (!is_kept(hash)) return;
    if ((size_ + 1) * 4 > entries_.size() * 3) grow();
    Entry& entry = place_of(key, hash);
    if (entry.count == 0) {
      entry.key = key;
      ++size_;
    }
    entry.count += times;
    while (size_ > most) thin();
  }

  void merge(const CountTable& other, std::size_t most = kAll) {
    if (other.level_ > level_) {
      level_ = other.level_ - 1;
      thin();
    }
    for (const auto& entry : other.entries_)
      if (entry.count > 0) add(entry.key, entry.count, most);
  }

  std::size_t size() const { return size_; }
  unsigned level() const { return level_; }
  void clear() { *this = {}; }

  // In no order.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto& entry : entries_)
      if (entry.count > 0) visit(entry.key, entry.count);
  }
  std::vector<Entry> sorted() const {
    std::vector<Entry> all;
    for (const auto& entry : entries_)
      if (entry.count > 0) all.push_back(entry);
    std::ranges::sort(all, {}, &Entry::key);
    return all;
  }

  void save(Encoder& out) const {
    out.u64(level_);
    out.u64(size_);
    for (const auto& entry : sorted()) {
      entry.key.save(out);
      out.u64(entry.count);
    }
  }
  void load(Decoder& in) {
    clear();
    const std::uint64_t level = in.u64();
    if (level >= kMostLevels) return in.fail();
    level_ = static_cast<unsigned>(level);
    for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
      Key key;
      key.load(in);
      const std::uint64_t times = load_rows(in);
      if (times == 0 || !is_kept(key.hash())) return in.fail();
      add(key, times);
    }
  }

 private:
  static constexpr unsigned kMostLevels = 64;

  // The level looks at the first bits of the hash, the place at the last.
  bool is_kept(std::uint64_t hash) const { return level_ == 0 || hash >> (64 - level_) == 0; }

  Entry& place_of(const Key& key, std::uint64_t hash) {
    const std::size_t mask = entries_.size() - 1;
    std::size_t at = hash & mask;
    while (entries_[at].count > 0 && entries_[at].key != key) at = (at + 1) & mask;
    return entries_[at];
  }
  void rebuild(std::size_t places) {
    const auto before = std::move(entries_);
    entries_.assign(places, {});
    size_ = 0;
    for (const auto& entry : before) {
      if (entry.count == 0 || !is_kept(entry.key.hash())) continue;
      place_of(entry.key, entry.key.hash()) = entry;
      ++size_;
    }
  }
  void grow() { rebuild(std::max<std::size_t>(8, entries_.size() * 2)); }
  void thin() {
    if (level_ + 1 >= kMostLevels) return;
    ++level_;
    rebuild(entries_.size());
  }

  std::vector<Entry> entries_;  // a power of two, three quarters full at most
  std::size_t size_ = 0;
  unsigned level_ = 0;
};

}  // namespace tocsin::evaluators
