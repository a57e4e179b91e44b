#include "evaluators/quantile_summary.hpp"

#include "evaluators/interval.hpp"
#include "evaluators/order_statistics.hpp"
#include "evaluators/radix_sort.hpp"
#include "evaluators/type_seven.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace tocsin::evaluators {
namespace {

constexpr int kMantissaBits = 7;
constexpr int kDropped = 52 - kMantissaBits;
constexpr double kSmallest = std::numeric_limits<double>::min();

std::int32_t bucket_of(double x) {
  return static_cast<std::int32_t>(std::bit_cast<std::uint64_t>(x) >> kDropped);
}

double edge(std::int32_t bucket) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(bucket) << kDropped);
}

double middle(std::int32_t bucket) {
  const double low = edge(bucket);
  const double high = std::min(edge(bucket + 1), std::numeric_limits<double>::max());
  return low + (high - low) / 2;
}

}  // namespace

std::vector<ValueCount> counted(std::vector<double> values) {
  sort_numbers(values);
  std::vector<ValueCount> all(values.size());
  std::size_t size = 0;
  for (const double x : values) {
    size += size == 0 || all[size - 1].value != x ? 1 : 0;
    all[size - 1].value = x;
    ++all[size - 1].count;
  }
  all.resize(size);
  return all;
}

// ---- the sketch --------------------------------------------------------------------------------

void QuantileSummary::Sketch::add(double x) {
  least_ = count() == 0 ? x : std::min(least_, x);
  most_ = count() == 0 ? x : std::max(most_, x);
  if (x >= kSmallest) {
    positive_.add(bucket_of(x), x);
  } else if (x <= -kSmallest) {
    negative_.add(-bucket_of(-x), x);
  } else {
    ++zeros_;
  }
}

void QuantileSummary::Sketch::merge(const Sketch& other) {
  if (other.count() == 0) return;
  least_ = count() == 0 ? other.least_ : std::min(least_, other.least_);
  most_ = count() == 0 ? other.most_ : std::max(most_, other.most_);
  negative_.merge(other.negative_);
  zeros_ += other.zeros_;
  positive_.merge(other.positive_);
}

std::vector<QuantileSummary::Placed> QuantileSummary::Sketch::at(
    const std::vector<std::uint64_t>& ranks) const {
  std::vector<Placed> found;
  std::uint64_t passed = 0;
  const auto take = [&](double value, const ValueBucket& values) {
    passed += values.count;
    const Placed placed{std::clamp(value, values.least, values.most), values.least, values.most};
    while (found.size() < ranks.size() && ranks[found.size()] < passed) found.push_back(placed);
  };
  negative_.for_each([&](std::int32_t b, const ValueBucket& values) { take(-middle(-b), values); });
  take(0, {.count = zeros_});
  positive_.for_each([&](std::int32_t b, const ValueBucket& values) { take(middle(b), values); });
  // The ends are known better than their buckets.
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] == 0) found[i] = {least_, least_, least_};
    if (ranks[i] == count() - 1) found[i] = {most_, most_, most_};
  }
  return found;
}

std::vector<ValueCount> QuantileSummary::Sketch::in_order() const {
  std::vector<ValueCount> all;
  const auto take = [&](double value, const ValueBucket& values) {
    if (values.least == values.most) return all.push_back({values.least, values.count});
    all.push_back({values.least, 1});
    const double inside = std::clamp(value, values.least, values.most);
    if (values.count > 2) all.push_back({inside, values.count - 2});
    all.push_back({values.most, 1});
  };
  negative_.for_each([&](std::int32_t b, const ValueBucket& values) { take(-middle(-b), values); });
  if (zeros_ != 0) all.push_back({0, zeros_});
  positive_.for_each([&](std::int32_t b, const ValueBucket& values) { take(middle(b), values); });
  return all;
}

void QuantileSummary::Sketch::save(Encoder& out) const {
  negative_.save(out);
  out.u64(zeros_);
  positive_.save(out);
  out.number(least_);
  out.number(most_);
}

void QuantileSummary::Sketch::load(Decoder& in) {
  negative_.load(in);
  zeros_ = load_rows(in);
  positive_.load(in);
  least_ = in.number();
  most_ = in.number();
  const bool is_range = std::isfinite(least_) && std::isfinite(most_) && least_ <= most_;
  if (!is_range || count() <= kExactValues) in.fail();
}

// ---- the summary -------------------------------------------------------------------------------

void QuantileSummary::add(std::span<const double> numbers) {
  if (!sketch_ && values_.size() + numbers.size() <= kExactValues) {
    values_.insert(values_.end(), numbers.begin(), numbers.end());
  } else {
    for (const double x : numbers) add(x);
  }
}

// There is a sketch, or as many values as are kept exactly.
void QuantileSummary::add_to_many(double x) {
  if (!sketch_) fold();
  sketch_->add(x);
}

void QuantileSummary::fold() {
  sketch_ = std::make_unique<Sketch>();
  for (const double x : values_) sketch_->add(x);
  values_ = {};
}

void QuantileSummary::merge(const QuantileSummary& later) {
  if (!sketch_ && count() + later.count() > kExactValues) fold();
  if (!sketch_) {
    values_.insert(values_.end(), later.values_.begin(), later.values_.end());
  } else if (later.sketch_) {
    sketch_->merge(*later.sketch_);
  } else {
    for (const double x : later.values_) sketch_->add(x);
  }
}

std::vector<QuantileSummary::Placed> QuantileSummary::at(
    const std::vector<std::uint64_t>& ranks) const {
  if (sketch_) return sketch_->at(ranks);
  std::vector<Placed> found;
  for (const double x : values_at(values_, ranks)) found.push_back({x, x, x});
  return found;
}

Value QuantileSummary::quantile(double p, double level) const {
  const auto [below, above, share] = quantile_place(count(), p);
  const RankInterval sure = quantile_ranks(count(), p, level);
  std::vector<std::uint64_t> ranks{sure.low.value_or(1) - 1, below, above,
                                   sure.high.value_or(count()) - 1};
  std::ranges::sort(ranks);
  const auto found = at(ranks);
  const auto placed = [&](std::uint64_t rank) {
    return found[static_cast<std::size_t>(std::ranges::find(ranks, rank) - ranks.begin())];
  };
  Value value{.known = true,
              .value = between(placed(below).value, placed(above).value, share) + 0.0};
  // Of very few values the interpolated one may lie outside of its order statistics.
  if (sure.low) value.low = std::min(value.value, placed(*sure.low - 1).least + 0.0);
  if (sure.high) value.high = std::max(value.value, placed(*sure.high - 1).most + 0.0);
  return value;
}

std::vector<ValueCount> QuantileSummary::in_order() const {
  if (sketch_) return sketch_->in_order();
  return counted(values_);
}

void QuantileSummary::save(Encoder& out) const {
  out.boolean(sketch_ != nullptr);
  if (sketch_) return sketch_->save(out);
  out.u64(values_.size());
  for (const double x : values_) out.number(x);
}

void QuantileSummary::load(Decoder& in) {
  *this = {};
  if (in.boolean()) {
    sketch_ = std::make_unique<Sketch>();
    return sketch_->load(in);
  }
  const std::size_t size = in.count(sizeof(double));
  if (size > kExactValues) return in.fail();
  values_.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    values_.push_back(in.number());
    if (!std::isfinite(values_.back())) in.fail();
  }
}

}  // namespace tocsin::evaluators
