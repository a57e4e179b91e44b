#include "dsl/catalogue.hpp"
#include "evaluators/different_values.hpp"

#include <limits>

namespace tocsin::evaluators {
namespace {

constexpr std::size_t kExactKeys = 1'000'000;

struct Spec {};

struct State {
  std::uint64_t rows = 0;
  std::uint64_t keyed = 0;
  CountTable<ValueKey> table{};

  void add(Spec&, Block& block, Rows taken) {
    rows += taken.size();
    const auto& keys = block.batch().key;
    if (keys.empty()) return;
    for (const auto row : taken) {
      const Hash128& key = keys[block.begin() + row];
      if (key == Hash128{}) continue;
      ++keyed;
      table.add({key.low}, 1, kExactKeys);
    }
  }
  void merge(const Spec&, const State& later) {
    rows += later.rows;
    keyed += later.keyed;
    table.merge(later.table, kExactKeys);
  }
  Value value(const Spec&) const {
    return {.known = true, .value = repeats_among(look_at(table), keyed)};
  }
  std::uint64_t judged() const { return rows; }
  void save(Encoder& out) const {
    out.u64(rows);
    out.u64(keyed);
    table.save(out);
  }
  void load(const Spec&, Decoder& in) {
    rows = load_rows(in);
    keyed = load_rows(in);
    table.load(in);
    if (keyed > rows || table.size() > keyed) in.fail();
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall&, const ReferenceView*) {
  return aggregate_of<State>(Spec{});
}

}  // namespace

const dsl::MeasureDef& duplicates() {
  static const dsl::MeasureDef def{
      .name = "duplicates",
      .summary = "Number of events whose key came before.",
      .result = dsl::ResultKind::number,
      .never_empty = true,
      .whole_number = true,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "events with a key - different keys",
      .dialect =
          "Within the window and the segment; events without a key are left out; nothing is 0. "
          "Exact up to 1,000,000 different keys; above, judged by those whose hash begins with "
          "zero bits, at most 1,000,000 of them, and off by at most 0.6% of the events; it is 0 "
          "where none of these came twice.",
      .cost = dsl::Cost::table,
      .push_down = "count(key) - count(distinct key)",
      .phrase = "the number of events whose key came before",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
