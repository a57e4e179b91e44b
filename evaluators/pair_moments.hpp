// How two numbers of a row go together, from sums without rounding.
#pragma once

#include "evaluators/exact_sum.hpp"

#include <cstdint>
#include <optional>

namespace tocsin::evaluators {

class PairMoments {
 public:
  void add(double x, double y);
  void merge(const PairMoments& later);

  std::uint64_t count() const { return count_; }
  // Pearson's correlation; nothing where one of the numbers is always the same.
  std::optional<double> correlation() const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  struct Ends {
    double least = 0, most = 0;
    void take(double x, bool is_first);
    void save(Encoder& out) const;
    void load(Decoder& in);
  };

  std::uint64_t count_ = 0;
  ExactSum x_, y_, xx_, yy_, xy_;
  Ends of_x_, of_y_;
};

}  // namespace tocsin::evaluators
