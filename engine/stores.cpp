#include "engine/stores.hpp"

#include "engine/judged_rows.hpp"
#include "engine/newest.hpp"
#include "evaluators/bit_slice.hpp"
#include "evaluators/classes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::engine {
namespace {

std::string key_of(const StoreSpec& spec) {
  return fmt::format("{}|{}|{}|{}|{}|{}/{}/{}|{}|{}",
                     spec.call == nullptr ? "" : spec.call->canonical, spec.makes, spec.judges,
                     static_cast<int>(spec.basis), static_cast<int>(spec.hit),
                     spec.grid.width.count(), spec.grid.shift.count(), spec.grid.tumbling,
                     spec.index, spec.with_all);
}

// Fields of `by` in which a value must be readable; malformed(x) by x judges what it cannot read.
std::vector<std::size_t> segment_fields(const dsl::AggregateCall& call, const MemberIndex& index) {
  std::vector<std::size_t> fields;
  for (const auto& by : index.fields())
    if (!call.def->reads_malformed || std::ranges::find(call.fields, by.field) == call.fields.end())
      fields.push_back(by.field);
  return fields;
}

}  // namespace

Bits positive_labels(evaluators::Block& block, const dsl::AggregateCall& call) {
  if (!call.label) return Bits(block.rows());
  return block.holds(*evaluators::is_positive(block.schema(), *call.label, call.positive));
}

std::optional<Basis> labels_counted_by(const dsl::AggregateCall& call) {
  const auto& name = call.def->name;
  if (name == "labels_unmatched") return Basis::labels_unmatched;
  if (name == "labels_late") return Basis::labels_late;
  if (name == "labels_conflicting") return Basis::labels_conflicting;
  return std::nullopt;
}

Bits malformed_rows(const evaluators::Block& block) {
  Bits hit(block.rows());
  for (const auto& column : block.batch().columns)
    hit |= evaluators::slice(column.malformed, block.begin(), block.rows());
  return hit;
}

std::vector<std::uint32_t> counted_rows(evaluators::Block& block,
                                        std::span<const std::uint32_t> rows,
                                        const dsl::AggregateCall& call, const MemberIndex* index) {
  const Bits* selected = &block.selected(call);
  Bits both;
  if (index != nullptr) {
    both = *selected;
    both &= block.readable(segment_fields(call, *index));
    selected = &both;
  }
  std::vector<std::uint32_t> counted;
  counted.reserve(rows.size());
  for (const std::uint32_t row : rows)
    if ((*selected)[row]) counted.push_back(row);
  return counted;
}

PaneStore& Stores::store(const StoreSpec& spec) {
  auto& store = stores_[key_of(spec)];
  if (store) return store->panes;
  PaneStore::Make make;
  MemberIndex* index = spec.index == kNoIndex ? nullptr : &indexes_[spec.index];
  if (spec.makes)
    make = [this, call = spec.call, index](MemberId member) { return make_(*call, index, member); };
  store = std::make_unique<Store>(Store{spec, PaneStore(spec.grid, std::move(make))});
  return store->panes;
}

// What the stores of one basis share while they take in the rows of one block.
class Stores::Feeding {
 public:
  Feeding(const Indexes& indexes, Duration lateness, const Intake& intake)
      : indexes_(indexes), lateness_(lateness), intake_(intake) {}

  void feed(Store& store) {
    const auto& spec = store.spec;
    const Selection& selection = selection_of(spec);
    const auto& portions = portions_of(selection, spec);
    if (spec.call != nullptr && is_freshness(*spec.call)) {
      const auto moments = moments_of(intake_.block, *spec.call);
      return store.panes.add(intake_.block, portions, hits_of(spec),
                             {&moments.known, moments.times});
    }
    const bool judges = spec.makes || spec.judges;
    const auto judged = judges ? judged_rows(intake_.block, *spec.call) : std::nullopt;
    store.panes.add(intake_.block, portions, hits_of(spec),
                    {judged ? &*judged : nullptr, portions.times()});
  }

 private:
  struct Selection {
    const Bits* selected;  // null: all rows
    std::size_t index;
    std::vector<std::size_t> by;  // fields of the segments that must be readable
    std::vector<std::uint32_t> rows;
  };
  struct Cut {
    const Selection* selection;
    PaneGrid grid;
    bool with_all;
    Portions portions;
  };
  struct Positive {
    std::size_t label;
    std::string value;
    Bits bits;
  };

  const Selection& selection_of(const StoreSpec& spec) {
    const Bits* selected = spec.call == nullptr ? nullptr : &intake_.block.selected(*spec.call);
    const MemberIndex* index = spec.index == kNoIndex ? nullptr : &indexes_[spec.index];
    std::vector<std::size_t> by;
    if (index != nullptr && spec.call != nullptr) by = segment_fields(*spec.call, *index);
    for (const auto& known : selections_)
      if (known.selected == selected && known.index == spec.index && known.by == by) return known;
    auto& added = selections_.emplace_back(Selection{selected, spec.index, std::move(by), {}});
    if (spec.call != nullptr)
      added.rows = counted_rows(intake_.block, intake_.rows, *spec.call, index);
    else
      added.rows.assign(intake_.rows.begin(), intake_.rows.end());
    return added;
  }

  const Portions& portions_of(const Selection& selection, const StoreSpec& spec) {
    for (const auto& known : cuts_)
      if (known.selection == &selection && known.grid == spec.grid &&
          known.with_all == spec.with_all)
        return known.portions;
    const auto* members = spec.index == kNoIndex ? nullptr : &intake_.members[spec.index];
    return cuts_
        .emplace_back(
            Cut{&selection, spec.grid, spec.with_all,
                Portions(spec.grid, selection.rows, intake_.times, members, spec.with_all)})
        .portions;
  }

  const Bits* hits_of(const StoreSpec& spec) {
    if (spec.hit == Hit::none) return nullptr;
    if (spec.hit == Hit::positive_label) return &positives_of(*spec.call);
    if (spec.hit == Hit::late) return &late_rows();
    if (!malformed_) malformed_ = malformed_rows(intake_.block);
    return &*malformed_;
  }

  const Bits& late_rows() {
    if (late_) return *late_;
    const auto& block = intake_.block;
    late_.emplace(block.rows());
    for (const std::uint32_t row : intake_.rows)
      if (is_late(block.batch(), block.begin() + row, lateness_)) late_->set(row);
    return *late_;
  }

  const Bits& positives_of(const dsl::AggregateCall& call) {
    const std::size_t label = call.label.value_or(kNoIndex);
    for (const auto& known : positives_)
      if (known.label == label && known.value == call.positive) return known.bits;
    return positives_
        .emplace_back(Positive{label, call.positive, positive_labels(intake_.block, call)})
        .bits;
  }

  const Indexes& indexes_;
  Duration lateness_;
  const Intake& intake_;
  std::deque<Selection> selections_;
  std::deque<Cut> cuts_;
  std::deque<Positive> positives_;
  std::optional<Bits> malformed_, late_;
};

void Stores::feed(Basis basis, const Intake& intake) {
  if (intake.rows.empty()) return;
  Feeding feeding(indexes_, lateness_, intake);
  for (auto& [key, store] : stores_)
    if (store->spec.basis == basis) feeding.feed(*store);
}

void Stores::add(Basis basis, Instant at) {
  for (auto& [key, store] : stores_)
    if (store->spec.basis == basis) store->panes.add_bare({&at, 1});
}

void Stores::add_unreadable(std::span<const Instant> times) {
  for (auto& [key, store] : stores_)
    if (store->spec.hit == Hit::malformed && store->spec.call == nullptr)
      store->panes.add_bare(times);
}

void Stores::save(Encoder& out) const {
  for (const auto& [key, store] : stores_) store->panes.save(out);
}

void Stores::load(Decoder& in) {
  for (auto& [key, store] : stores_) store->panes.load(in);
}

}  // namespace tocsin::engine
