#include "evaluators/order_statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin::evaluators {
namespace {

using Ranks = std::span<const std::uint64_t>;

constexpr std::size_t kFew = 512;       // so many are selected from as they are
constexpr std::size_t kBuckets = 1024;  // their counts stay in the first-level cache

// Appends what stands at the ranks, of which `before` lie before these values. Reorders them; each
// selection only looks at what lies above the one before.
void select(std::span<double> values, std::uint64_t before, Ranks ranks,
            std::vector<double>& found) {
  auto from = values.begin();
  for (const auto rank : ranks) {
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(rank - before);
    std::nth_element(from, nth, values.end());
    found.push_back(*nth);
    from = nth;
  }
}

struct Extremes {
  double least;
  double most;
};

// In four lanes, which do not wait for each other.
Extremes extremes_of(std::span<const double> values) {
  constexpr std::size_t kLanes = 4;
  std::array<double, kLanes> least, most;
  least.fill(values.front());
  most.fill(values.front());
  const std::size_t whole = values.size() - values.size() % kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double x = values[i + lane];
      least[lane] = x < least[lane] ? x : least[lane];
      most[lane] = x > most[lane] ? x : most[lane];
    }
  for (const double x : values.subspan(whole)) {
    least[0] = std::min(least[0], x);
    most[0] = std::max(most[0], x);
  }
  return {std::ranges::min(least), std::ranges::max(most)};
}

// Neither equal nor so close or so far apart that a width of buckets leaves the range of doubles.
bool can_be_divided(Extremes ends) {
  const double width = ends.most - ends.least;
  return std::isfinite(width) && std::isfinite(kBuckets / width);
}

// Values in buckets of equal width: a larger value never lies in a lower bucket.
class Buckets {
 public:
  Buckets(std::span<const double> values, Extremes ends)
      : values_(values), least_(ends.least), scale_((kBuckets - 1) / (ends.most - ends.least)) {
    buckets_.reserve(values.size());
    for (const double x : values) {
      const auto bucket = static_cast<std::uint16_t>((x - least_) * scale_);
      buckets_.push_back(bucket);
      ++counts_[bucket];
    }
  }

  std::vector<double> at(Ranks ranks) const {
    std::vector<double> found, part;
    std::uint64_t before = 0;
    std::size_t bucket = 0;
    for (auto next = ranks.begin(); next != ranks.end();) {
      for (; before + counts_[bucket] <= *next; ++bucket) before += counts_[bucket];
      const auto end = std::lower_bound(next, ranks.end(), before + counts_[bucket]);
      take(bucket, part);
      select(part, before, {next, end}, found);
      next = end;
    }
    return found;
  }

 private:
  // The values of one bucket. Without a branch: which ones they are cannot be guessed.
  void take(std::size_t bucket, std::vector<double>& part) const {
    part.resize(counts_[bucket] + 1);
    std::size_t size = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      part[size] = values_[i];
      size += buckets_[i] == bucket ? 1 : 0;
    }
    part.pop_back();
  }

  std::span<const double> values_;
  double least_;
  double scale_;
  std::vector<std::uint16_t> buckets_;  // of each value
  std::array<std::uint32_t, kBuckets> counts_{};
};

}  // namespace

std::vector<double> values_at(std::span<const double> values, Ranks ranks) {
  if (values.size() > kFew) {
    const Extremes ends = extremes_of(values);
    if (can_be_divided(ends)) return Buckets(values, ends).at(ranks);
  }
  std::vector<double> copy(values.begin(), values.end()), found;
  select(copy, 0, ranks, found);
  return found;
}

}  // namespace tocsin::evaluators
