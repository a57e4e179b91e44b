// How far chance alone moves what is measured: the arithmetic behind intervals and behind advice on
// `needs` and on false alarms.
#pragma once

#include <cstdint>
#include <optional>

namespace tocsin::dsl {

inline constexpr double kUsualLevel = 0.95;  // of the intervals that readings show

// How many standard errors either side of the centre hold the share `level` of the normal
// distribution: 1.96 for 0.95. Newton's method on the complementary error function, exact but for
// the rounding of the last digits. 0 < level < 1.
double normal_reach(double level);

struct Band {
  double low = 0, high = 1;
};

// Of a share `hits` / `of`: E. B. Wilson, "Probable inference", JASA 22 (1927). `of` > 0.
Band wilson(std::uint64_t hits, std::uint64_t of, double level);

// Half of the 95% band around a share that was seen in `n` events. n > 0.
double half_width(double share, std::uint64_t n);

// The fewest events whose 95% band reaches no farther than `gap`; nothing where that is absurd.
std::optional<std::uint64_t> enough_for(double share, double gap);

// The chance of at least `hits` among `n` events that each are one with probability `p`. Summed up
// where that is cheap, else by the normal distribution.
double chance_of_at_least(std::uint64_t hits, std::uint64_t n, double p);

// The fewest hits whose Wilson band at `level` lies wholly above `share`; nothing: not even n do.
std::optional<std::uint64_t> fewest_surely_above(double share, std::uint64_t n, double level);

// The chance that a sum of `freedom` squared standard normal values passes `value`; E. B. Wilson
// and M. M. Hilferty, "The distribution of chi-square", PNAS 17 (1931).
double chance_of_chi_square(double value, double freedom);

}  // namespace tocsin::dsl
