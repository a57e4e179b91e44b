#include "evaluators/shown_lists.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace tocsin::evaluators {
namespace {

double discount(std::uint64_t place) { return 1 / std::log2(static_cast<double>(place) + 1); }

// The mean discount of the places from `first` to `last`; none beyond the k-th.
double shared_discount(const SharedPlace& shared, std::uint64_t k) {
  double sum = 0;
  for (std::uint64_t place = shared.first; place <= std::min(shared.last, k); ++place)
    sum += discount(place);
  return sum / static_cast<double>(shared.items.size());
}

std::vector<double> best_order(ShownList list) {
  std::vector<double> gains;
  for (const auto& item : list) gains.push_back(item.gain);
  std::ranges::sort(gains, std::greater());
  return gains;
}

// Gains as shares of the largest, so that no sum of them leaves the range of doubles.
double worth(ShownList list, std::uint64_t k) {
  const auto ideal = best_order(list);
  const double largest = ideal.front();
  double gained = 0, best = 0;
  for_each_place(list, [&](const SharedPlace& shared) {
    double gain = 0;
    for (const auto& item : shared.items) gain += item.gain / largest;
    gained += gain * shared_discount(shared, k);
  });
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(k, ideal.size()); ++i)
    best += ideal[i] / largest * discount(i + 1);
  return std::min(1.0, gained / best);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_list_measure(call, {worth});
}

}  // namespace

const dsl::MeasureDef& ndcg() {
  static const dsl::MeasureDef def = [] {
    auto ndcg = list_measure();
    ndcg.name = "ndcg";
    ndcg.summary = "Normalised discounted gain of the first k places.";
    ndcg.formula =
        "mean over the lists of Σ gain / log2(place + 1) of the first k places, divided by the "
        "same of the best order of the list";
    ndcg.dialect =
        "A row is one shown item; a rank that is no whole number from 1 on and a gain below 0 "
        "leave "
        "it out. Lists without any gain are left out, with `empty: zero` they count as 0. Linear "
        "gain; items that share a place share the gains of the places they fill (as scikit-learn).";
    ndcg.cost = dsl::Cost::lists;
    ndcg.phrase =
        "the normalised discounted gain of the first {k} places of {rank} in lists by {list} "
        "(ndcg)";
    ndcg.make = make;
    return ndcg;
  }();
  return def;
}

}  // namespace tocsin::evaluators
