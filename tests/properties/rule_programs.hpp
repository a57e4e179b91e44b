// Rule files made up at random: every construct of the grammar, laid out as no person would.
#pragma once

#include <cstdint>
#include <string>

namespace tocsin::test {

// Numbers that depend on their seed alone.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::size_t below(std::size_t n) { return next() % n; }  // n > 0
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }

 private:
  std::uint64_t state_;
};

// How much of the layout is left to chance.
enum class Noise { none, blanks, comments };

// A file without syntax errors. It need not check: names are made up, types do not fit.
std::string rule_program(std::uint64_t seed, Noise noise);

// The text with a few blanks, line ends, comments and marks put in or taken out anywhere.
std::string disturbed(std::string text, std::uint64_t seed);

// TOCSIN_SEED, to replay one case; else `usual`.
std::uint64_t first_seed(std::uint64_t usual);
// How many cases to try: one when TOCSIN_SEED is set, TOCSIN_CASES when that is, else `usual`.
std::uint64_t cases(std::uint64_t usual);

}  // namespace tocsin::test
