#include "evaluators/value_buckets.hpp"

#include "evaluators/aggregate_of.hpp"

#include <cmath>

namespace tocsin::evaluators {

// Room is made in steps, so that a slow drift of the values does not move the buckets every time.
void ValueBuckets::make_room(std::int32_t bucket) {
  constexpr std::int32_t kStep = 64;
  if (buckets_.empty()) {
    first_ = bucket;
    buckets_.resize(1);
  } else if (bucket < first_) {
    const std::int32_t first = std::max(bucket - kStep, -kMostBuckets);
    buckets_.insert(buckets_.begin(), static_cast<std::size_t>(first_ - first), ValueBucket{});
    first_ = first;
  } else {
    const std::int32_t end = std::min(bucket + kStep, kMostBuckets);
    buckets_.resize(static_cast<std::size_t>(end - first_));
  }
}

void ValueBuckets::merge(const ValueBuckets& other) {
  other.for_each([&](std::int32_t bucket, const ValueBucket& values) { add(bucket, values); });
}

void ValueBuckets::save(Encoder& out) const {
  std::uint64_t used = 0;
  for_each([&](std::int32_t, const ValueBucket&) { ++used; });
  out.u64(used);
  std::int32_t before = 0;
  for_each([&](std::int32_t bucket, const ValueBucket& values) {
    out.i64(bucket - before);
    out.u64(values.count);
    out.number(values.least);
    out.number(values.most);
    before = bucket;
  });
}

void ValueBuckets::load(Decoder& in) {
  constexpr std::size_t kLeastBytes = 2 + 2 * sizeof(double);
  *this = {};
  std::int64_t bucket = 0;
  for (std::size_t left = in.count(kLeastBytes); left > 0 && !in.failed(); --left) {
    const std::int64_t step = in.i64();
    ValueBucket values{.count = load_rows(in)};
    values.least = in.number();
    values.most = in.number();
    const bool is_range =
        std::isfinite(values.least) && std::isfinite(values.most) && values.least <= values.most;
    if (!is_range || step < -kMostBuckets || step >= 2 * kMostBuckets) in.fail();
    if (in.failed()) break;
    bucket += step;
    if (bucket < -kMostBuckets || bucket >= kMostBuckets) in.fail();
    if (!in.failed()) add(static_cast<std::int32_t>(bucket), values);
    if (total_ > kMostRows) in.fail();
  }
}

}  // namespace tocsin::evaluators
