// Lists of shown items, of which each row is one: what ndcg, map, mrr and hit_rate have in common.
#pragma once

#include "base/hash.hpp"
#include "dsl/catalogue.hpp"
#include "evaluators/aggregate.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace tocsin::evaluators {

struct ShownItem {
  Hash128 list;
  std::uint64_t place = 0;  // 1 first
  double gain = 0;          // 0: nobody wanted it
};

// The items of one list, best place first, larger gain first within a place; at least one has a
// gain.
using ShownList = std::span<const ShownItem>;

// Items of the same place and the places that they fill: one each, from their own on, or from the
// first that is free where those before reach further.
struct SharedPlace {
  ShownList items;
  std::uint64_t first, last;
};

// visit(SharedPlace) for each place of the list, best first.
template <typename Visit>
void for_each_place(ShownList list, Visit visit) {
  std::uint64_t filled = 0;
  for (std::size_t begin = 0, end = 0; begin < list.size(); begin = end) {
    while (end < list.size() && list[end].place == list[begin].place) ++end;
    const std::uint64_t first = list[begin].place > filled ? list[begin].place : filled + 1;
    filled = first + (end - begin) - 1;
    visit(SharedPlace{list.subspan(begin, end - begin), first, filled});
  }
}

struct ListMeasure {
  // What a list is worth, 0 to 1, with the best k places looked at.
  double (*worth)(ShownList list, std::uint64_t k);
  bool needs_bystanders = true;  // items without gain within the first k places matter to it
  bool takes_k = true;
};

std::unique_ptr<Aggregate> make_list_measure(const dsl::AggregateCall& call,
                                             const ListMeasure& measure);

// The definition of such a measure but for its name and texts.
dsl::MeasureDef list_measure();

}  // namespace tocsin::evaluators
