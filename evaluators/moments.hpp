// Sum, mean and spread of one number a row, from sums without rounding.
#pragma once

#include "evaluators/exact_sum.hpp"
#include "evaluators/interval.hpp"
#include "evaluators/numeric.hpp"

namespace tocsin::evaluators {

// Because both sums are exact, the values depend on the numbers alone, and a spread of one is seen
// beside an offset of 1e9.
class Moments {
 public:
  void add(double x) {
    ++count_;
    sum_.add(x);
    squares_.add_product(x, x);
  }
  void add(std::span<const double> numbers);
  void merge(const Moments& later);

  std::uint64_t count() const { return count_; }
  double mean() const;                // count() > 0
  double standard_deviation() const;  // of the sample, n - 1; count() > 1

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  std::uint64_t count_ = 0;
  ExactSum sum_;
  ExactSum squares_;
};

// The mean alone.
class Average {
 public:
  void add(double x) {
    ++count_;
    sum_.add(x);
  }
  void merge(const Average& later);

  std::uint64_t count() const { return count_; }
  double mean() const;  // count() > 0

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  std::uint64_t count_ = 0;
  ExactSum sum_;
};

// The mean with its interval from the standard error, cut to `limits`; known from one number on,
// the interval from two.
Value mean_within(const Moments& moments, Interval limits, double level);

// A state of AggregateOf whose value is read from the moments by Read: Value(const Moments&, double
// level).
template <auto Read>
struct MomentsState {
  Moments moments;

  void add(NumericSpec& spec, Block& block, Rows rows) {
    block.add_moments(*spec.call->args[0], rows, moments);
  }
  void merge(const NumericSpec&, const MomentsState& later) { moments.merge(later.moments); }
  Value value(const NumericSpec&, double level) const { return Read(moments, level); }
  std::uint64_t judged() const { return moments.count(); }
  void save(Encoder& out) const { moments.save(out); }
  void load(const NumericSpec&, Decoder& in) { moments.load(in); }
};

}  // namespace tocsin::evaluators
