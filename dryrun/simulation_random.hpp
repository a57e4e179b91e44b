// Random numbers for the simulator: the same for the same seed, on every machine.
#pragma once

#include <cstdint>

namespace tocsin::dryrun::simulation {

// What a source of numbers is for. Sources of different purpose or index are independent, so that
// one more trouble moves no row, and a row is the same however many rows came before it.
enum class Purpose : std::uint64_t { traffic = 1, row, reference_row, label, trouble, change };

// SplitMix64 (Steele, Lea and Flood, 2014), begun at a place made of seed, purpose and index.
class RandomSource {
 public:
  RandomSource(std::uint64_t seed, Purpose purpose, std::uint64_t index = 0);

  std::uint64_t bits();
  // In the open interval (0, 1), a multiple of 2⁻⁵³ plus half of one: a logarithm of it, or of one
  // less it, is always finite.
  double uniform();

 private:
  std::uint64_t state_;
};

// Our own functions, because those of the C library differ in the last bit from machine to machine.
// Relative error below 1e-15.
double natural_log(double x);  // of x > 0 and finite
double exponential(double x);  // 0 and infinity where a double ends
double logistic(double x);     // 1 / (1 + e⁻ˣ)

// The x below which a share `p` of the standard normal distribution lies; 0 < p < 1.
// Wichura, Algorithm AS 241 (PPND16), 1988: relative error about 1e-16.
double normal_quantile(double p);

}  // namespace tocsin::dryrun::simulation
