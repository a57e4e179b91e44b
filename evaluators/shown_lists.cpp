#include "evaluators/shown_lists.hpp"

#include "base/check.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/classes.hpp"
#include "evaluators/exact_sum.hpp"
#include "evaluators/option.hpp"
#include "evaluators/row_kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace tocsin::evaluators {
namespace {

constexpr std::uint64_t kFarthest = std::uint64_t{1} << 48;  // no place is farther

struct Spec {
  const dsl::AggregateCall* call;
  ListMeasure measure;
  std::uint64_t k = std::numeric_limits<std::uint64_t>::max();
  bool keeps_empty = false;  // lists without any gain count as 0
  dsl::RowExprPtr list{}, rank{};
  dsl::RowExprPtr gain{};  // of the label: made with the first block

  void prepare(const Schema& schema) {
    if (gain != nullptr) return;
    TOCSIN_CHECK(call->label, "the checker has found a label or a gain");
    gain = field_value(schema, *call->label);
  }
  bool matters(std::uint64_t place, double worth) const {
    return worth > 0 || keeps_empty || (measure.needs_bystanders && place <= k);
  }
};

std::string bytes_of(std::uint64_t number) {
  std::string bytes(sizeof number, '\0');
  for (auto& byte : bytes) {
    byte = static_cast<char>(number);
    number >>= 8;
  }
  return bytes;
}

Hash128 hash_at(const RowValues& values, std::uint32_t row) {
  if (is_text(values)) return hash128(text_at(values, row));
  if (is_time(values)) return hash128(bytes_of(static_cast<std::uint64_t>(values.times[row])));
  return hash128(bytes_of(std::bit_cast<std::uint64_t>(values.numbers[row] + 0.0)));
}

// 0 where the number is no place.
std::uint64_t place_of(double rank) {
  if (!(rank >= 1) || rank != std::floor(rank)) return 0;
  return rank < static_cast<double>(kFarthest) ? static_cast<std::uint64_t>(rank) : kFarthest;
}

bool stands_before(const ShownItem& a, const ShownItem& b) {
  if (a.list != b.list) return a.list < b.list;
  return a.place != b.place ? a.place < b.place : a.gain > b.gain;
}

struct State {
  std::uint64_t count = 0;
  std::vector<ShownItem> items{};  // those that matter

  void add(Spec& spec, Block& block, Rows rows) {
    spec.prepare(block.schema());
    const RowValues& list = block.values(*spec.list);
    const RowValues& rank = block.values(*spec.rank);
    const RowValues& gain = block.values(*spec.gain);
    for_each_set(list.valid, rows, [&](std::uint32_t row) {
      if (!rank.valid[row] || !gain.valid[row]) return;
      ++count;
      const std::uint64_t place = place_of(rank.numbers[row]);
      const double worth = gain.numbers[row];
      if (place == 0 || !(worth >= 0)) return;
      if (spec.matters(place, worth)) items.push_back({hash_at(list, row), place, worth});
    });
  }
  void merge(const Spec&, const State& later) {
    count += later.count;
    items.insert(items.end(), later.items.begin(), later.items.end());
  }
  Value value(const Spec& spec) const;
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    out.u64(items.size());
    for (const auto& item : items) {
      out.hash(item.list);
      out.u64(item.place);
      out.number(item.gain);
    }
  }
  void load(const Spec&, Decoder& in) {
    count = load_rows(in);
    constexpr std::size_t kLeastBytes = sizeof(Hash128) + 1 + sizeof(double);
    items.resize(in.count(kLeastBytes));
    if (items.size() > count) return in.fail();
    for (auto& item : items) {
      item.list = in.hash();
      item.place = in.u64();
      item.gain = in.number();
      const bool can_be =
          item.place >= 1 && item.place <= kFarthest && item.gain >= 0 && std::isfinite(item.gain);
      if (!can_be) return in.fail();
    }
  }
};

// The mean over the lists; a sum without rounding, so their order does not matter.
Value State::value(const Spec& spec) const {
  auto sorted = items;
  std::ranges::sort(sorted, stands_before);
  const ShownList all(sorted);
  ExactSum worth;
  std::uint64_t lists = 0;
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    bool has_gain = false;
    for (; end < all.size() && all[end].list == all[begin].list; ++end)
      has_gain = has_gain || all[end].gain > 0;
    if (!has_gain && !spec.keeps_empty) continue;
    ++lists;
    if (has_gain) worth.add(spec.measure.worth(all.subspan(begin, end - begin), spec.k));
  }
  if (lists == 0) return {};
  return {.known = true, .value = worth.rounded() / static_cast<double>(lists)};
}

}  // namespace

std::unique_ptr<Aggregate> make_list_measure(const dsl::AggregateCall& call,
                                             const ListMeasure& measure) {
  const auto* list = find_option(call, "list");
  const auto* rank = find_option(call, "rank");
  TOCSIN_CHECK(list != nullptr && rank != nullptr, "the checker has asked for list and rank");
  const auto* gain = find_option(call, "gain");
  Spec spec{&call, measure};
  if (measure.takes_k) spec.k = place_of(call.args[0]->number);
  spec.keeps_empty = find_option(call, "empty") != nullptr;
  spec.list = list->values.front();
  spec.rank = rank->values.front();
  if (gain != nullptr) spec.gain = gain->values.front();
  return aggregate_of<State>(std::move(spec));
}

dsl::MeasureDef list_measure() {
  return {
      .params = {{"k", dsl::ParamKind::count}},
      .options = {{"empty", dsl::OptionKind::word, {"zero"}},
                  {"gain", dsl::OptionKind::field},
                  {"list", dsl::OptionKind::field, {}, true},
                  {"rank", dsl::OptionKind::field, {}, true}},
      .result = dsl::ResultKind::unit_interval,
      .needs = {.label = true},
      .low = 0,
      .high = 1,
  };
}

}  // namespace tocsin::evaluators
