// Holds out a share of the events at random, as much of either class as there is.
#pragma once

#include "evaluators/mersenne_twister.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tocsin::evaluators {

// Numbers of events.
struct Split {
  std::vector<std::size_t> rest;
  std::vector<std::size_t> held_out;
};

// The splits that scikit-learn's StratifiedShuffleSplit draws with the same seed, so that what
// rests on them can be compared: a Mersenne twister, whole numbers by masking and rejection,
// shuffles from the end.
class StratifiedSplits {
 public:
  // `classes`: one an event. `share` is held out, at least one event.
  StratifiedSplits(const std::vector<bool>& classes, double share, std::uint32_t seed);

  // Both classes have to be on both sides.
  bool are_possible() const;
  Split next();

 private:
  using Indices = std::vector<std::size_t>;

  void shuffle(Indices& numbers);
  Indices permutation(std::size_t n);
  // How many of each class make `draws` in all.
  std::array<std::size_t, 2> draws_of(const std::array<std::size_t, 2>& counts, std::size_t draws);

  std::array<Indices, 2> members_;  // by class
  std::size_t held_out_;
  MersenneTwister random_;
};

}  // namespace tocsin::evaluators
