#include "evaluators/number_sums.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

// One more build of a function for wider vectors, chosen when the program starts. A sanitizer is
// not there yet at that moment.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define TOCSIN_WIDE_VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define TOCSIN_WIDE_VECTORS
#endif

namespace tocsin::evaluators {
namespace {

constexpr std::size_t kLanes = 4;
using Lanes = double __attribute__((vector_size(kLanes * sizeof(double))));
using LaneBits = std::int64_t __attribute__((vector_size(kLanes * sizeof(double))));

// The plain sum of so many multiples of 2^k, each up to 2^(k + kDigitBits), is still without
// rounding: it needs no more than 53 bits a lane.
constexpr std::size_t kRun = kLanes << 10;
constexpr int kDigitBits = 42;

// Fewer are quicker one by one.
constexpr std::size_t kFewest = 4 * kLanes;

// Between these no square overflows or loses its last bits, nor does what is made of it.
constexpr double kLeast = 0x1p-400;
constexpr double kMost = 0x1p+400;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Splits numbers at a fixed bit and sums up the upper parts. All numbers are below 2^exponent.
class Digit {
 public:
  explicit Digit(int exponent) {
    const double unit = std::ldexp(1.5, 52 + exponent - kDigitBits);
    rounder_ = Lanes{} + unit;
  }

  // What is left is at most half of the unit.
  [[gnu::always_inline]] void take_from(Lanes& x) {
    const Lanes upper = (x + rounder_) - rounder_;
    sum_ += upper;
    x -= upper;
  }
  void put_into(ExactSum& sum) const {
    for (std::size_t lane = 0; lane < kLanes; ++lane) sum.add(sum_[lane]);
  }

 private:
  Lanes rounder_{};
  Lanes sum_{};
};

[[gnu::always_inline]] inline bool any(const Lanes& x) {
  const LaneBits bits = x != 0;
  return (bits[0] | bits[1] | bits[2] | bits[3]) != 0;
}

// What the first digits do not reach: rare where the numbers are alike.
class Tail {
 public:
  explicit Tail(int exponent) : upper_(exponent), lower_(exponent - kDigitBits) {}

  [[gnu::always_inline]] void take(Lanes& rest, ExactSum& sum) {
    upper_.take_from(rest);
    lower_.take_from(rest);
    if (!any(rest)) return;
    for (std::size_t lane = 0; lane < kLanes; ++lane) sum.add(rest[lane]);
  }
  void put_into(ExactSum& sum) const {
    upper_.put_into(sum);
    lower_.put_into(sum);
  }

 private:
  Digit upper_, lower_;
};

[[gnu::always_inline]] inline void read(const double* numbers, Lanes& lanes) {
  std::memcpy(&lanes, numbers, sizeof(lanes));
}

TOCSIN_WIDE_VECTORS void sum_up(const double* numbers, std::size_t size, int exponent,
                                ExactSum& sum) {
  Digit upper(exponent), lower(exponent - kDigitBits);
  Tail tail(exponent - 2 * kDigitBits);
  for (std::size_t i = 0; i < size; i += kLanes) {
    Lanes x;
    read(numbers + i, x);
    upper.take_from(x);
    lower.take_from(x);
    if (any(x)) tail.take(x, sum);
  }
  for (const Digit* digit : {&upper, &lower}) digit->put_into(sum);
  tail.put_into(sum);
}

// A square is its rounded product and what rounding took from it (T. J. Dekker, "A floating-point
// technique for extending the available precision", 1971).
TOCSIN_WIDE_VECTORS void sum_up_squares(const double* numbers, std::size_t size, int exponent,
                                        ExactSum& sum) {
  constexpr double kSplitter = (1 << 27) + 1;
  Digit first(2 * exponent), second(2 * exponent - kDigitBits),
      second_of_rest(2 * exponent - kDigitBits), third(2 * exponent - 2 * kDigitBits);
  Tail tail(2 * exponent - 2 * kDigitBits), tail_of_rest(2 * exponent - 3 * kDigitBits);
  for (std::size_t i = 0; i < size; i += kLanes) {
    Lanes x;
    read(numbers + i, x);
    const Lanes scaled = x * kSplitter;
    const Lanes high = scaled - (scaled - x);
    const Lanes low = x - high;
    Lanes square = x * x;
    Lanes rest = ((high * high - square) + 2 * (high * low)) + low * low;
    first.take_from(square);
    second.take_from(square);
    second_of_rest.take_from(rest);
    third.take_from(rest);
    if (any(square)) tail.take(square, sum);
    if (any(rest)) tail_of_rest.take(rest, sum);
  }
  for (const Digit* digit : {&first, &second, &second_of_rest, &third}) digit->put_into(sum);
  tail.put_into(sum);
  tail_of_rest.put_into(sum);
}

// Of the distances from zero, zeros left out.
struct Extremes {
  double least = kInfinity;
  double most = 0;
};

TOCSIN_WIDE_VECTORS Extremes extremes_of(const double* numbers, std::size_t size) {
  Lanes least = Lanes{} + kInfinity;
  Lanes most{};
  for (std::size_t i = 0; i < size; i += kLanes) {
    Lanes x;
    read(numbers + i, x);
    const Lanes distance = x < 0 ? -x : x;
    const Lanes of_other = x == 0 ? Lanes{} + kInfinity : distance;
    most = distance > most ? distance : most;
    least = of_other < least ? of_other : least;
  }
  Extremes all;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    all = {std::min(all.least, least[lane]), std::max(all.most, most[lane])};
  return all;
}

// Cuts numbers into runs that Kernel can sum up, and adds by One what is left.
template <auto Kernel, auto One>
void add_in_runs(std::span<const double> numbers, ExactSum& sum) {
  while (numbers.size() >= kFewest) {
    const std::size_t size = std::min(numbers.size() / kLanes * kLanes, kRun);
    const auto [least, most] = extremes_of(numbers.data(), size);
    if (least < kLeast || most > kMost) break;
    Kernel(numbers.data(), size, most == 0 ? 0 : std::ilogb(most) + 1, sum);
    numbers = numbers.subspan(size);
  }
  for (const double x : numbers) One(sum, x);
}

void add_one(ExactSum& sum, double x) { sum.add(x); }
void add_square(ExactSum& sum, double x) { sum.add_product(x, x); }

}  // namespace

void add_numbers(std::span<const double> numbers, ExactSum& sum) {
  add_in_runs<sum_up, add_one>(numbers, sum);
}

void add_squares(std::span<const double> numbers, ExactSum& squares) {
  add_in_runs<sum_up_squares, add_square>(numbers, squares);
}

}  // namespace tocsin::evaluators
