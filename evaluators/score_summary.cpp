#include "evaluators/aggregate_of.hpp"
#include "evaluators/radix_sort.hpp"
#include "evaluators/ranking.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

namespace tocsin::evaluators {
namespace {

constexpr int kMantissaBits = 9;
constexpr int kSmallestExponent = -64;  // what is nearer than 2^-64 to 0 or 1 shares a step
constexpr std::int32_t kFirst = (1023 + kSmallestExponent) << kMantissaBits;
constexpr std::int32_t kHalf = (-1 - kSmallestExponent) * (1 << kMantissaBits) + 1;  // step of 0.5

// 0, and from 2^-40 on one more for each exponent and nine bits of the mantissa.
std::int32_t step_of(double distance) {
  const auto bits = std::bit_cast<std::uint64_t>(std::abs(distance));
  return std::max(0, static_cast<std::int32_t>(bits >> (52 - kMantissaBits)) - kFirst + 1);
}

void save_all(Encoder& out, const std::vector<double>& scores) {
  out.u64(scores.size());
  for (const double score : scores) out.number(score);
}

std::vector<double> load_all(Decoder& in) {
  std::vector<double> scores(in.count(sizeof(double)));
  for (auto& score : scores) {
    score = in.number();
    if (!std::isfinite(score)) in.fail();
  }
  return scores;
}

}  // namespace

std::int32_t score_bin(double score) {
  if (score < 0) return -1 - step_of(score);
  if (score <= 0.5) return step_of(score);
  return score <= 1 ? 2 * kHalf + 1 - step_of(1 - score) : 2 * kHalf + 2 + step_of(score - 1);
}

// Without a branch on which of the two comes next, for that cannot be guessed.
std::vector<Tied> tied(std::vector<double> positive, std::vector<double> negative) {
  sort_numbers(positive);
  sort_numbers(negative);
  constexpr double kNoMore = -std::numeric_limits<double>::infinity();
  std::vector<Tied> groups(positive.size() + negative.size());
  std::size_t size = 0, p = positive.size(), n = negative.size();
  for (double last = kNoMore; p + n > 0;) {
    const double next_positive = p == 0 ? kNoMore : positive[p - 1];
    const double next_negative = n == 0 ? kNoMore : negative[n - 1];
    const double score = std::max(next_positive, next_negative);
    size += size == 0 || score != last ? 1 : 0;
    const std::size_t positives = next_positive == score ? 1 : 0;
    const std::size_t negatives = next_negative == score ? 1 : 0;
    groups[size - 1].positives += positives;
    groups[size - 1].negatives += negatives;
    p -= positives;
    n -= negatives;
    last = score;
  }
  groups.resize(size);
  return groups;
}

std::uint64_t ScoreSummary::count() const {
  return bins_ ? bins_->positive.total() + bins_->negative.total()
               : positive_.size() + negative_.size();
}

void ScoreSummary::add(double score, bool is_positive) {
  if (bins_) return (is_positive ? bins_->positive : bins_->negative).add(score_bin(score));
  (is_positive ? positive_ : negative_).push_back(score);
  if (count() > kExactValues) fold();
}

void ScoreSummary::fold() {
  bins_ = std::make_unique<Bins>();
  for (const double score : positive_) bins_->positive.add(score_bin(score));
  for (const double score : negative_) bins_->negative.add(score_bin(score));
  positive_ = {};
  negative_ = {};
}

void ScoreSummary::merge(const ScoreSummary& later) {
  if (!bins_ && count() + later.count() > kExactValues) fold();
  if (!bins_) {
    positive_.insert(positive_.end(), later.positive_.begin(), later.positive_.end());
    negative_.insert(negative_.end(), later.negative_.begin(), later.negative_.end());
  } else if (later.bins_) {
    bins_->positive.merge(later.bins_->positive);
    bins_->negative.merge(later.bins_->negative);
  } else {
    for (const double score : later.positive_) bins_->positive.add(score_bin(score));
    for (const double score : later.negative_) bins_->negative.add(score_bin(score));
  }
}

std::vector<Tied> ScoreSummary::groups() const {
  return bins_ ? binned_groups() : tied(positive_, negative_);
}

std::vector<Tied> ScoreSummary::binned_groups() const {
  std::map<std::int32_t, Tied, std::greater<>> by_bin;
  bins_->positive.for_each([&](std::int32_t bin, std::uint64_t n) { by_bin[bin].positives = n; });
  bins_->negative.for_each([&](std::int32_t bin, std::uint64_t n) { by_bin[bin].negatives = n; });
  std::vector<Tied> groups;
  for (const auto& [bin, tied] : by_bin) groups.push_back(tied);
  return groups;
}

void ScoreSummary::save(Encoder& out) const {
  out.boolean(bins_ != nullptr);
  if (bins_) {
    bins_->positive.save(out);
    bins_->negative.save(out);
  } else {
    save_all(out, positive_);
    save_all(out, negative_);
  }
}

void ScoreSummary::load(Decoder& in) {
  *this = {};
  const bool is_binned = in.boolean();
  if (is_binned) {
    bins_ = std::make_unique<Bins>();
    bins_->positive.load(in);
    bins_->negative.load(in);
  } else {
    positive_ = load_all(in);
    negative_ = load_all(in);
  }
  if (is_binned != (count() > kExactValues)) in.fail();
}

}  // namespace tocsin::evaluators
