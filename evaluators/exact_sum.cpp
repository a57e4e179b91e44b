#include "evaluators/exact_sum.hpp"

#include "base/check.hpp"
#include "evaluators/wide.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tocsin::evaluators {
namespace {

constexpr int kDigitBits = 32;
constexpr std::uint64_t kDigitMask = 0xFFFF'FFFF;
constexpr std::uint32_t kMostPending = 1u << 28;  // a deposit adds less than 2^33 to a digit
// Products of doubles reach from 2^-2148 to 2^2048, scaled sums a little further.
constexpr int kLowestDigit = -128;
constexpr int kHighestDigit = 128;

// |x| = mantissa · 2^exponent
struct Parts {
  std::uint64_t mantissa;
  int exponent;
  bool negative;
};

Parts parts_of(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int biased = static_cast<int>(bits >> 52 & 0x7FF);
  TOCSIN_CHECK(biased != 0x7FF, "only finite numbers are summed");
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  const bool is_normal = biased != 0;
  return {fraction | (is_normal ? std::uint64_t{1} << 52 : 0), (is_normal ? biased : 1) - 1075,
          (bits >> 63) != 0};
}

int floor_to_digit(int exponent) { return exponent >> 5; }

// The nearest double to 2^shift times a settled number that is not negative.
double nearest(const std::vector<std::int64_t>& digits, int lowest, int shift) {
  const std::size_t size = digits.size();
  const std::size_t below = size - std::min<std::size_t>(size, 3);
  Wide head = 0;
  for (std::size_t i = size; i > below; --i) {
    head = head << kDigitBits | static_cast<std::uint64_t>(digits[i - 1]);
  }
  const auto low_end = digits.begin() + static_cast<std::ptrdiff_t>(below);
  bool rest = std::any_of(digits.begin(), low_end, [](std::int64_t d) { return d != 0; });
  int exponent = (lowest + static_cast<int>(below)) * kDigitBits + shift;
  for (; head >> 64 != 0; ++exponent) {
    rest = rest || (head & 1) != 0;
    head >>= 1;
  }
  // Where there is a rest, the head has all of its 64 bits: the lowest may say "and something
  // more", so that no tie is seen where there is none.
  return std::ldexp(static_cast<double>(static_cast<std::uint64_t>(head) | (rest ? 1 : 0)),
                    exponent);
}

}  // namespace

void ExactSum::make_room(int first, int last) {
  if (digits_.empty()) lowest_ = first;
  if (first < lowest_) {
    digits_.insert(digits_.begin(), static_cast<std::size_t>(lowest_ - first), 0);
    lowest_ = first;
  }
  const auto needed = static_cast<std::size_t>(last - lowest_ + 1);
  if (digits_.size() < needed) digits_.resize(needed, 0);
}

void ExactSum::deposit(std::uint64_t low, std::uint64_t high, int exponent, bool negative) {
  const int digit = floor_to_digit(exponent);
  const int shift = exponent - digit * kDigitBits;
  const Wide first = static_cast<Wide>(low) << shift;
  const Wide second = static_cast<Wide>(high) << shift;
  const int last = digit + (high == 0 ? 2 : 4);
  const bool fits = digit >= lowest_ && last - lowest_ < static_cast<int>(digits_.size());
  if (!fits) make_room(digit, last);
  std::int64_t* to = &digits_[static_cast<std::size_t>(digit - lowest_)];
  // All ones turns a sum into a difference without a branch that random signs would mislead.
  const std::int64_t sign = negative ? -1 : 0;
  const auto put = [&to, sign](std::uint64_t part) {
    *to++ += (static_cast<std::int64_t>(part) ^ sign) - sign;
  };
  put(static_cast<std::uint64_t>(first) & kDigitMask);
  put(static_cast<std::uint64_t>(first) >> kDigitBits);
  put(static_cast<std::uint64_t>(first >> 64) + (static_cast<std::uint64_t>(second) & kDigitMask));
  if (high != 0) {
    put(static_cast<std::uint64_t>(second) >> kDigitBits);
    put(static_cast<std::uint64_t>(second >> 64));
  }
  if (++pending_ >= kMostPending) settle();
}

void ExactSum::add(double x) {
  if (x == 0) return;
  const Parts p = parts_of(x);
  deposit(p.mantissa, 0, p.exponent, p.negative);
}

void ExactSum::add_product(double a, double b) {
  if (a == 0 || b == 0) return;
  const Parts p = parts_of(a);
  const Parts q = parts_of(b);
  const Wide product = static_cast<Wide>(p.mantissa) * q.mantissa;
  deposit(static_cast<std::uint64_t>(product), static_cast<std::uint64_t>(product >> 64),
          p.exponent + q.exponent, p.negative != q.negative);
}

void ExactSum::add_scaled(const ExactSum& other, double factor) {
  if (factor == 0) return;
  const Parts f = parts_of(factor);
  ExactSum settled = other;
  settled.settle();
  for (std::size_t i = 0; i < settled.digits_.size(); ++i) {
    const std::int64_t digit = settled.digits_[i];
    if (digit == 0) continue;
    const auto size = static_cast<std::uint64_t>(digit < 0 ? -digit : digit);
    const Wide product = static_cast<Wide>(size) * f.mantissa;
    const int exponent = (settled.lowest_ + static_cast<int>(i)) * kDigitBits + f.exponent;
    const bool negative = f.negative != (digit < 0);
    deposit(static_cast<std::uint64_t>(product), static_cast<std::uint64_t>(product >> 64),
            exponent, negative);
  }
}

void ExactSum::merge(const ExactSum& other) {
  if (other.digits_.empty()) return;
  if (pending_ + std::uint64_t{other.pending_} >= kMostPending) settle();
  const int last = other.lowest_ + static_cast<int>(other.digits_.size()) - 1;
  make_room(other.lowest_, last);
  const auto shift = static_cast<std::size_t>(other.lowest_ - lowest_);
  for (std::size_t i = 0; i < other.digits_.size(); ++i) digits_[shift + i] += other.digits_[i];
  pending_ += other.pending_ + 1;
}

// Afterwards each digit but the highest is in [0, 2^32), the highest in [-2^31, 2^31), and neither
// end is needlessly long: one sum has one form.
void ExactSum::settle() {
  std::int64_t carry = 0;
  for (auto& digit : digits_) {
    digit += carry;
    carry = digit >> kDigitBits;
    digit &= static_cast<std::int64_t>(kDigitMask);
  }
  if (!digits_.empty()) digits_.push_back(carry);
  pending_ = 0;
  trim();
}

void ExactSum::trim() {
  while (digits_.size() > 1) {
    const std::int64_t below = digits_[digits_.size() - 2];
    const bool fits = (digits_.back() == 0 && below < (std::int64_t{1} << 31)) ||
                      (digits_.back() == -1 && below >= (std::int64_t{1} << 31));
    if (!fits) break;
    const std::int64_t sign = digits_.back();
    digits_.pop_back();
    digits_.back() += sign * (std::int64_t{1} << kDigitBits);
  }
  const auto used = std::ranges::find_if(digits_, [](std::int64_t d) { return d != 0; });
  lowest_ += static_cast<int>(used - digits_.begin());
  digits_.erase(digits_.begin(), used);
}

int ExactSum::magnitude() const {
  ExactSum sum = *this;
  sum.settle();
  return (sum.lowest_ + static_cast<int>(sum.digits_.size())) * kDigitBits;
}

double ExactSum::rounded(int shift) const {
  ExactSum sum = *this;
  sum.settle();
  const bool negative = sum.is_negative();
  if (negative) {
    for (auto& digit : sum.digits_) digit = -digit;
    sum.settle();
  }
  const double magnitude = nearest(sum.digits_, sum.lowest_, shift);
  return negative ? -magnitude : magnitude;
}

void ExactSum::save(Encoder& out) const {
  ExactSum sum = *this;
  sum.settle();
  out.i64(sum.lowest_);
  out.u64(sum.digits_.size());
  for (const auto digit : sum.digits_) out.i64(digit);
}

void ExactSum::load(Decoder& in) {
  *this = {};
  const std::int64_t lowest = in.i64();
  const std::size_t size = in.count();
  if (lowest < kLowestDigit || lowest + static_cast<std::int64_t>(size) > kHighestDigit) in.fail();
  if (in.failed()) return;
  lowest_ = static_cast<int>(lowest);
  for (std::size_t i = 0; i < size; ++i) {
    const std::int64_t digit = in.i64();
    constexpr auto kMost = static_cast<std::int64_t>(kDigitMask);
    if (digit < -kMost || digit > kMost) in.fail();
    digits_.push_back(in.failed() ? 0 : digit);
  }
  settle();
}

}  // namespace tocsin::evaluators
