#include "evaluators/counting.hpp"

#include "evaluators/aggregate_of.hpp"
#include "evaluators/interval.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
};

struct State {
  std::uint64_t rows = 0;
  std::uint64_t hits = 0;

  void add(Spec& spec, Block& block, Rows taken) {
    rows += taken.size();
    hits +=
        spec.call->args.empty() ? taken.size() : count_set(block.holds(*spec.call->args[0]), taken);
  }
  void merge(const Spec&, const State& later) {
    rows += later.rows;
    hits += later.hits;
  }
  Value value(const Spec& spec, double level) const {
    Value value{.known = true, .value = static_cast<double>(hits)};
    if (!spec.call->def->per_second) return value;
    constexpr Interval kLimits{0, std::numeric_limits<double>::infinity()};
    const Interval sure = around(value.value, std::sqrt(value.value), kLimits, level);
    value.low = sure.low;
    value.high = sure.high;
    return value;
  }
  std::uint64_t judged() const { return rows; }
  void save(Encoder& out) const {
    out.u64(rows);
    out.u64(hits);
  }
  void load(const Spec&, Decoder& in) {
    rows = load_rows(in);
    hits = load_rows(in);
    if (hits > rows) in.fail();
  }
};

}  // namespace

std::unique_ptr<Aggregate> make_counting(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(Spec{&call});
}

}  // namespace tocsin::evaluators
