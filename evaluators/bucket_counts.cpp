#include "evaluators/bucket_counts.hpp"

#include "evaluators/aggregate_of.hpp"

#include <algorithm>

namespace tocsin::evaluators {

// Room is made in steps, so that a slow drift of the values does not move the counts every time.
void BucketCounts::make_room(std::int32_t bucket) {
  constexpr std::int32_t kStep = 64;
  const auto size = static_cast<std::int32_t>(counts_.size());
  if (size == 0) {
    first_ = bucket;
    counts_.assign(1, 0);
  } else if (bucket < first_) {
    const std::int32_t first = std::max(bucket - kStep, -kMostBuckets);
    counts_.insert(counts_.begin(), static_cast<std::size_t>(first_ - first), 0);
    first_ = first;
  } else {
    const std::int32_t end = std::min(bucket + kStep, kMostBuckets);
    counts_.resize(static_cast<std::size_t>(end - first_), 0);
  }
}

void BucketCounts::merge(const BucketCounts& other) {
  other.for_each([&](std::int32_t bucket, std::uint64_t count) { add(bucket, count); });
}

void BucketCounts::save(Encoder& out) const {
  std::uint64_t used = 0;
  for_each([&](std::int32_t, std::uint64_t) { ++used; });
  out.u64(used);
  std::int32_t before = 0;
  for_each([&](std::int32_t bucket, std::uint64_t count) {
    out.i64(bucket - before);
    out.u64(count);
    before = bucket;
  });
}

void BucketCounts::load(Decoder& in) {
  *this = {};
  std::int64_t bucket = 0;
  for (std::size_t left = in.count(2); left > 0 && !in.failed(); --left) {
    const std::int64_t step = in.i64();
    const std::uint64_t count = load_rows(in);
    if (step < -kMostBuckets || step >= 2 * kMostBuckets) in.fail();
    if (in.failed()) break;
    bucket += step;
    if (bucket < -kMostBuckets || bucket >= kMostBuckets) in.fail();
    if (!in.failed()) add(static_cast<std::int32_t>(bucket), count);
    if (total_ > kMostRows) in.fail();
  }
}

}  // namespace tocsin::evaluators
