#include "dsl/catalogue.hpp"
#include "evaluators/different_values.hpp"

#include <limits>

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
  ValueKeys keys{};
};

struct State {
  std::uint64_t rows = 0;
  CountTable<ValueKey> table{};

  void add(Spec& spec, Block& block, Rows taken) {
    rows += taken.size();
    const RowValues& values = block.values(*spec.call->args[0]);
    const auto keys = spec.keys.of(values, block.rows());
    for_each_set(values.valid, taken,
                 [&](std::uint32_t row) { table.add(keys[row], 1, kExactValues); });
  }
  void merge(const Spec&, const State& later) {
    rows += later.rows;
    table.merge(later.table, kExactValues);
  }
  Value value(const Spec&) const { return {.known = true, .value = look_at(table).different()}; }
  std::uint64_t judged() const { return rows; }
  void save(Encoder& out) const {
    out.u64(rows);
    table.save(out);
  }
  void load(const Spec&, Decoder& in) {
    rows = load_rows(in);
    table.load(in);
    if (table.size() > rows) in.fail();
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(Spec{&call});
}

}  // namespace

const dsl::MeasureDef& distinct() {
  static const dsl::MeasureDef def{
      .name = "distinct",
      .summary = "Number of different values.",
      .params = {{"x", dsl::ParamKind::any_value}},
      .result = dsl::ResultKind::number,
      .never_empty = true,
      .whole_number = true,
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "number of different x in the window",
      .dialect =
          "Missing values are left out; nothing is 0. Exact up to 100,000 different values; above, "
          "twice, four times, ... as many as there are among those whose hash begins with one, "
          "two, ... zero bits, at most 100,000 of them, with a standard error of at most 0.5%. "
          "Texts are told apart by a hash of 64 bits.",
      .cost = dsl::Cost::table,
      .push_down = "count(distinct x)",
      .phrase = "the number of different values of {x}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
