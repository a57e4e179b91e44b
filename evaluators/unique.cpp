#include "dsl/catalogue.hpp"
#include "evaluators/different_values.hpp"

namespace tocsin::evaluators {
namespace {

// Keys are unique in files of this size, or they are not: an estimate would not do.
constexpr std::size_t kExactKeys = 1'000'000;

struct Spec {
  const dsl::AggregateCall* call;
  ValueKeys keys{};
};

struct State {
  std::uint64_t count = 0;
  CountTable<ValueKey> table{};

  void add(Spec& spec, Block& block, Rows rows) {
    const RowValues& values = block.values(*spec.call->args[0]);
    const auto keys = spec.keys.of(values, block.rows());
    for_each_set(values.valid, rows, [&](std::uint32_t row) {
      ++count;
      table.add(keys[row], 1, kExactKeys);
    });
  }
  void merge(const Spec&, const State& later) {
    count += later.count;
    table.merge(later.table, kExactKeys);
  }
  Value value(const Spec&) const {
    if (count == 0) return {};
    return {.known = true,
            .value = single_among(look_at(table), count) / static_cast<double>(count)};
  }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    table.save(out);
  }
  void load(const Spec&, Decoder& in) {
    count = load_rows(in);
    table.load(in);
    if (table.size() > count) in.fail();
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(Spec{&call});
}

}  // namespace

const dsl::MeasureDef& unique() {
  static const dsl::MeasureDef def{
      .name = "unique",
      .summary = "Share of the events whose value occurs once.",
      .params = {{"x", dsl::ParamKind::any_value}},
      .result = dsl::ResultKind::share,
      .low = 0,
      .high = 1,
      .formula = "events whose x no other event of the window has / events with x",
      .dialect =
          "Missing values are left out. Exact up to 1,000,000 different values; above, judged by "
          "those whose hash begins with zero bits, at most 1,000,000 of them, and off by at most "
          "0.6%. Texts are told apart by a hash of 64 bits.",
      .cost = dsl::Cost::table,
      .push_down = "count(*) group by x",
      .phrase = "the share of events whose {x} occurs once",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
