#include "dsl/catalogue.hpp"
#include "evaluators/numeric.hpp"

namespace tocsin::evaluators {
namespace {

struct State {
  std::uint64_t count = 0;
  Instant at{};
  double latest = 0;

  void add(NumericSpec& spec, Block& block, Rows rows) {
    const RowValues& values = block.values(*spec.call->args[0]);
    for_each_set(values.valid, rows,
                 [&](std::uint32_t row) { take(block.time(row), values.numbers[row], 1); });
  }
  void merge(const NumericSpec&, const State& later) {
    if (later.count > 0) take(later.at, later.latest, later.count);
  }
  Value value(const NumericSpec&) const { return count == 0 ? Value{} : finite_value(latest); }
  std::uint64_t judged() const { return count; }
  void save(Encoder& out) const {
    out.u64(count);
    out.instant(at);
    out.number(latest);
  }
  void load(const NumericSpec&, Decoder& in) {
    count = load_rows(in);
    at = in.instant();
    latest = in.number();
    if (!std::isfinite(latest)) in.fail();
  }

 private:
  // Late rows come behind younger ones.
  void take(Instant time, double x, std::uint64_t times) {
    if (count == 0 || time >= at) {
      at = time;
      latest = x;
    }
    count += times;
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(NumericSpec{&call});
}

}  // namespace

const dsl::MeasureDef& last() {
  static const dsl::MeasureDef def{
      .name = "last",
      .summary = "The latest value of a number.",
      .params = {{"x", dsl::ParamKind::numeric}},
      .result = dsl::ResultKind::as_argument,
      .formula = "x of the event with the latest time",
      .dialect =
          "Missing values are left out; of events at one time, the one that came last. Of several "
          "segments that share `other`, the one that appeared last.",
      .cost = dsl::Cost::counts,
      .push_down = "x order by time desc limit 1",
      .phrase = "the latest {x}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
