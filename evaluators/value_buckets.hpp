// Numbered buckets of values, as wide as the buckets that were met: how many values fell into each,
// and between which of them the others lie.
#pragma once

#include "base/codec.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tocsin::evaluators {

struct ValueBucket {
  std::uint64_t count = 0;
  double least = 0, most = 0;  // of the values that were added; count > 0
};

// Bucket numbers lie in [-kMostBuckets, kMostBuckets).
class ValueBuckets {
 public:
  static constexpr std::int32_t kMostBuckets = 1 << 21;

  void add(std::int32_t bucket, double x) { add(bucket, ValueBucket{1, x, x}); }
  void merge(const ValueBuckets& other);
  std::uint64_t total() const { return total_; }

  // Buckets that hold something, in rising order: visit(bucket, ValueBucket).
  template <typename Visit>
  void for_each(Visit visit) const {
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
      if (buckets_[i].count != 0) visit(first_ + static_cast<std::int32_t>(i), buckets_[i]);
    }
  }

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  void add(std::int32_t bucket, const ValueBucket& values) {
    if (bucket < first_ || bucket - first_ >= static_cast<std::int64_t>(buckets_.size())) {
      make_room(bucket);
    }
    ValueBucket& all = buckets_[static_cast<std::size_t>(bucket - first_)];
    all.least = all.count == 0 ? values.least : std::min(all.least, values.least);
    all.most = all.count == 0 ? values.most : std::max(all.most, values.most);
    all.count += values.count;
    total_ += values.count;
  }
  void make_room(std::int32_t bucket);

  std::vector<ValueBucket> buckets_;
  std::int32_t first_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace tocsin::evaluators
