// Integer counts over numbered buckets, as wide as the buckets that were met.
#pragma once

#include "base/codec.hpp"

#include <cstdint>
#include <vector>

namespace tocsin::evaluators {

// Bucket numbers lie in [-kMostBuckets, kMostBuckets).
class BucketCounts {
 public:
  static constexpr std::int32_t kMostBuckets = 1 << 21;

  void add(std::int32_t bucket, std::uint64_t times = 1) {
    if (bucket < first_ || bucket - first_ >= static_cast<std::int64_t>(counts_.size())) {
      make_room(bucket);
    }
    counts_[static_cast<std::size_t>(bucket - first_)] += times;
    total_ += times;
  }
  void merge(const BucketCounts& other);
  std::uint64_t total() const { return total_; }

  // Buckets that hold something, in rising order: visit(bucket, count).
  template <typename Visit>
  void for_each(Visit visit) const {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] != 0) visit(first_ + static_cast<std::int32_t>(i), counts_[i]);
    }
  }

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  void make_room(std::int32_t bucket);

  std::vector<std::uint64_t> counts_;
  std::int32_t first_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace tocsin::evaluators
