// All values as long as there are few, their counts in logarithmic buckets once there are many.
#pragma once

#include "base/codec.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/value_buckets.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace tocsin::evaluators {

struct ValueCount {
  double value = 0;
  std::uint64_t count = 0;
};

// Different values in rising order with how often they came; none is NaN.
std::vector<ValueCount> counted(std::vector<double> values);

// Which of the two depends on the number of values alone (kExactValues), and both forms merge
// without loss: the quantiles do not depend on how the values were cut. A bucket is the exponent
// and the first seven bits of the mantissa of a double, so its middle is off by less than 0.4% of
// the value. Every bucket knows the smallest and the largest of its values: no answer lies outside
// of them, so one that recurs comes out as it is, and the interval reaches from the one to the
// other. Negative values have buckets of their own, and what is nearer to zero than 2.2e-308 counts
// as zero.
class QuantileSummary {
 public:
  void add(double x) {
    if (sketch_ || values_.size() >= kExactValues) return add_to_many(x);
    values_.push_back(x);
  }
  void add(std::span<const double> numbers);
  void merge(const QuantileSummary& later);
  std::uint64_t count() const { return sketch_ ? sketch_->count() : values_.size(); }

  // The p-quantile, 0 <= p <= 1, by linear interpolation (type 7), with an interval of the level.
  // count() > 0.
  Value quantile(double p, double level = kUsualLevel) const;

  // Different values in rising order with how often they came. Of many, a bucket shows its smallest
  // and its largest value once, and the others as its middle.
  std::vector<ValueCount> in_order() const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  // The value of one rank, and between which bounds it surely lies.
  struct Placed {
    double value, least, most;
  };

  class Sketch {
   public:
    void add(double x);
    void merge(const Sketch& other);
    std::uint64_t count() const { return negative_.total() + zeros_ + positive_.total(); }
    // What stands at these ranks, rising from 0, of all values in order.
    std::vector<Placed> at(const std::vector<std::uint64_t>& ranks) const;
    std::vector<ValueCount> in_order() const;
    void save(Encoder& out) const;
    void load(Decoder& in);

   private:
    ValueBuckets negative_;  // by the negated bucket of the absolute value, so that they rise too
    std::uint64_t zeros_ = 0;
    ValueBuckets positive_;
    double least_ = 0, most_ = 0;
  };

  void add_to_many(double x);
  void fold();
  std::vector<Placed> at(const std::vector<std::uint64_t>& ranks) const;

  std::vector<double> values_;  // empty once there is a sketch
  std::unique_ptr<Sketch> sketch_;
};

}  // namespace tocsin::evaluators
