#include "evaluators/pair_counts.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace tocsin::evaluators {
namespace {

using Pairs = std::vector<PairCounts::Entry>;
using Sums = std::map<ValueKey, std::uint64_t>;

Sums sums_of(const Pairs& pairs, ValueKey PairKey::* side) {
  Sums sums;
  for (const auto& pair : pairs) sums[pair.key.*side] += pair.count;
  return sums;
}

std::uint64_t total(const Pairs& pairs) {
  std::uint64_t all = 0;
  for (const auto& pair : pairs) all += pair.count;
  return all;
}

// Twice the distance of each value's rank from the middle: a whole number.
std::map<ValueKey, long double> ranks_of(const Sums& sums, std::uint64_t all) {
  std::map<ValueKey, long double> ranks;
  std::uint64_t before = 0;
  for (const auto& [value, count] : sums) {
    ranks[value] = static_cast<long double>(2 * before + count) - static_cast<long double>(all);
    before += count;
  }
  return ranks;
}

}  // namespace

ValueKey ordered_key(double number) {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  const auto bits = std::bit_cast<std::uint64_t>(number + 0.0);
  return {(bits & kSign) != 0 ? ~bits : bits | kSign};
}

std::optional<double> rank_correlation(const PairCounts& table) {
  const auto pairs = table.sorted();
  const auto all = total(pairs);
  const auto of_x = sums_of(pairs, &PairKey::x), of_y = sums_of(pairs, &PairKey::y);
  if (of_x.size() < 2 || of_y.size() < 2) return std::nullopt;
  const auto ranks_x = ranks_of(of_x, all), ranks_y = ranks_of(of_y, all);
  long double xx = 0, yy = 0, xy = 0;
  for (const auto& [key, count] : pairs) {
    const auto n = static_cast<long double>(count);
    const auto x = ranks_x.at(key.x), y = ranks_y.at(key.y);
    xx += n * x * x;
    yy += n * y * y;
    xy += n * x * y;
  }
  return std::clamp(static_cast<double>(xy / (std::sqrt(xx) * std::sqrt(yy))), -1.0, 1.0);
}

std::optional<double> association(const PairCounts& table) {
  if (table.level() > 0) return std::nullopt;
  const auto pairs = table.sorted();
  const auto of_x = sums_of(pairs, &PairKey::x), of_y = sums_of(pairs, &PairKey::y);
  const std::size_t names = std::min(of_x.size(), of_y.size());
  if (names < 2) return std::nullopt;
  // χ² / n = Σ c² / (row · column) - 1.
  long double sum = -1;
  for (const auto& [key, count] : pairs) {
    const auto n = static_cast<long double>(count);
    sum +=
        n / static_cast<long double>(of_x.at(key.x)) * n / static_cast<long double>(of_y.at(key.y));
  }
  const auto squared = std::max(0.0L, sum) / static_cast<long double>(names - 1);
  return std::min(1.0, static_cast<double>(std::sqrt(squared)));
}

}  // namespace tocsin::evaluators
