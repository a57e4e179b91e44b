// A sum of doubles without any rounding: the same whatever the order and however it was cut.
#pragma once

#include "base/codec.hpp"

#include <cstdint>
#include <vector>

namespace tocsin::evaluators {

// A fixed-point number in digits of 32 bits, as long as the summands ask for (the small accumulator
// of R. Neal, "Fast exact summation using small and large superaccumulators", 2015). A digit
// has room for a few hundred million carries before they are handed on. Summands are finite.
class ExactSum {
 public:
  void add(double x);
  void add_product(double a, double b);
  // factor · other
  void add_scaled(const ExactSum& other, double factor);
  void merge(const ExactSum& other);

  // The sum times 2^shift, to the nearest double, ties to even; infinite when beyond the largest.
  double rounded(int shift = 0) const;
  // A multiple of 32, at most 64 above the exponent of the sum: where to shift it from.
  int magnitude() const;

  void save(Encoder& out) const;  // the same bytes for the same sum
  void load(Decoder& in);

 private:
  using Digits = std::vector<std::int64_t>;

  // Adds (high · 2^64 + low) · 2^exponent.
  void deposit(std::uint64_t low, std::uint64_t high, int exponent, bool negative);
  void make_room(int first, int last);
  void settle();
  void trim();
  bool is_negative() const { return !digits_.empty() && digits_.back() < 0; }

  Digits digits_;              // lowest first
  int lowest_ = 0;             // digits_[i] weighs 2^(32 · (lowest_ + i))
  std::uint32_t pending_ = 0;  // deposits since the last settle()
};

}  // namespace tocsin::evaluators
