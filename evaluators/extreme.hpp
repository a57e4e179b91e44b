// The smallest or the largest number: what min and max have in common.
#pragma once

#include "dsl/catalogue.hpp"
#include "evaluators/numeric.hpp"

#include <cmath>

namespace tocsin::evaluators {

// Beats(x, best): x replaces best.
template <typename Beats>
struct ExtremeState {
  std::uint64_t count = 0;
  double best = 0;

  void add(NumericSpec& spec, Block& block, Rows rows) {
    for_each_number(block, *spec.call->args[0], rows, [&](double x) { take(x, 1); });
  }
  void merge(const NumericSpec&, const ExtremeState& later) {
    if (later.count > 0) take(later.best, later.count);
  }
  Value value(const NumericSpec&) const { return count == 0 ? Value{} : Value{true, best + 0.0}; }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    out.number(best);
  }
  void load(const NumericSpec&, Decoder& in) {
    count = load_rows(in);
    best = in.number();
    if (!std::isfinite(best)) in.fail();
  }

 private:
  void take(double x, std::uint64_t times) {
    if (count == 0 || Beats()(x, best)) best = x;
    count += times;
  }
};

}  // namespace tocsin::evaluators
