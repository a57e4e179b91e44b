#include "evaluators/shown_lists.hpp"

#include <algorithm>

namespace tocsin::evaluators {
namespace {

// Items that share a place all stand at the last one that they fill.
double worth(ShownList list, std::uint64_t k) {
  std::uint64_t hits = 0;
  double precisions = 0;
  for_each_place(list, [&](const SharedPlace& shared) {
    const auto here = static_cast<std::uint64_t>(
        std::ranges::count_if(shared.items, [](const auto& item) { return item.gain > 0; }));
    hits += here;
    if (shared.last > k) return;
    precisions +=
        static_cast<double>(here) * static_cast<double>(hits) / static_cast<double>(shared.last);
  });
  return std::min(1.0, precisions / static_cast<double>(hits));
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_list_measure(call, {worth});
}

}  // namespace

const dsl::MeasureDef& map() {
  static const dsl::MeasureDef def = [] {
    auto map = list_measure();
    map.name = "map";
    map.summary = "Mean average precision of the first k places.";
    map.formula =
        "mean over the lists of Σ (hits up to the place of a hit / that place) over the hits in "
        "the first k places / all hits of the list";
    map.dialect =
        "A row is one shown item; a rank that is no whole number from 1 on and a gain below 0 "
        "leave "
        "it out. Lists without any gain are left out, with `empty: zero` they count as 0. Any "
        "gain is a hit; items that share a place stand at the last of the places they fill.";
    map.cost = dsl::Cost::lists;
    map.phrase =
        "the mean average precision of the first {k} places of {rank} in lists by {list} (map)";
    map.make = make;
    return map;
  }();
  return def;
}

}  // namespace tocsin::evaluators
