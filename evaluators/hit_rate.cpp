#include "evaluators/shown_lists.hpp"

#include <algorithm>

namespace tocsin::evaluators {
namespace {

double worth(ShownList list, std::uint64_t k) {
  const auto first = std::ranges::find_if(list, [](const auto& item) { return item.gain > 0; });
  return first->place <= k ? 1 : 0;
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_list_measure(call, {worth, false});
}

}  // namespace

const dsl::MeasureDef& hit_rate() {
  static const dsl::MeasureDef def = [] {
    auto hit_rate = list_measure();
    hit_rate.name = "hit_rate";
    hit_rate.summary = "Share of the lists with a hit among the first k.";
    hit_rate.formula = "lists with a hit in the first k places / lists";
    hit_rate.dialect =
        "A row is one shown item; a rank that is no whole number from 1 on and a gain below 0 "
        "leave "
        "it out. Lists without any gain are left out, with `empty: zero` they count as 0. Any "
        "gain is a hit; a shared place is as good as one of its own.";
    hit_rate.cost = dsl::Cost::lists;
    hit_rate.push_down = "min(rank) filter (where gain > 0) group by list";
    hit_rate.phrase =
        "the share of lists by {list} with a hit among the first {k} places of {rank} (hit_rate)";
    hit_rate.make = make;
    return hit_rate;
  }();
  return def;
}

}  // namespace tocsin::evaluators
