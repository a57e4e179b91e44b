// How often each pair of values came, and how closely their ranks or their names go together.
#pragma once

#include "evaluators/value_keys.hpp"

#include <compare>
#include <cstdint>
#include <optional>

namespace tocsin::evaluators {

struct PairKey {
  ValueKey x, y;

  auto operator<=>(const PairKey&) const = default;
  std::uint64_t hash() const { return scrambled(x.bits + std::rotl(scrambled(y.bits), 32)); }
  void save(Encoder& out) const {
    x.save(out);
    y.save(out);
  }
  void load(Decoder& in) {
    x.load(in);
    y.load(in);
  }
};

// Numbers as keys that can be told back: for ranks they have to be put in order.
ValueKey ordered_key(double number);  // finite; the two zeros are one

using PairCounts = CountTable<PairKey>;

// Spearman's: Pearson's of the ranks, tied values sharing the mean of theirs. The pairs are of
// ordered_key(). Nothing where one of the numbers is always the same. Of more than kExactValues
// different pairs those are taken that the table kept.
std::optional<double> rank_correlation(const PairCounts& pairs);

// Cramér's V: sqrt(χ² / n / (k - 1)) of the table of all values, k the smaller number of them; no
// correction for continuity or bias. Nothing where one of the values is always the same, or where
// there were more pairs than the table keeps: then they are no names.
std::optional<double> association(const PairCounts& pairs);

}  // namespace tocsin::evaluators
