#include "evaluators/shown_lists.hpp"

#include <algorithm>

namespace tocsin::evaluators {
namespace {

double worth(ShownList list, std::uint64_t /*k*/) {
  const auto first = std::ranges::find_if(list, [](const auto& item) { return item.gain > 0; });
  return 1 / static_cast<double>(first->place);
}

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_list_measure(call, {worth, false, false});
}

}  // namespace

const dsl::MeasureDef& mrr() {
  static const dsl::MeasureDef def = [] {
    auto mrr = list_measure();
    mrr.name = "mrr";
    mrr.summary = "Mean of one over the place of the first hit.";
    mrr.params.clear();
    mrr.formula = "mean over the lists of 1 / place of the first hit";
    mrr.dialect =
        "A row is one shown item; a rank that is no whole number from 1 on and a gain below 0 "
        "leave "
        "it out. Lists without any gain are left out, with `empty: zero` they count as 0. Any "
        "gain is a hit; a shared place is as good as one of its own.";
    mrr.cost = dsl::Cost::lists;
    mrr.push_down = "min(rank) filter (where gain > 0) group by list";
    mrr.phrase =
        "the mean of one over the place by {rank} of the first hit in lists by {list} (mrr)";
    mrr.make = make;
    return mrr;
  }();
  return def;
}

}  // namespace tocsin::evaluators
