#include "evaluators/ratio.hpp"

namespace tocsin::evaluators {
namespace {

struct MalformedIn {
  const dsl::AggregateCall* call;

  Tally count(Block& block, Rows rows) const {
    const Bits& good = block.readable(call->fields);
    return {.hits = rows.size() - count_set(good, rows), .judged = rows.size()};
  }
};

// Like a share, but of nothing it is 0.
struct State : RatioState<MalformedIn> {
  Value value(const MalformedIn& spec, double level) const {
    return judged() == 0 ? Value{.known = true, .value = 0} : RatioState::value(spec, level);
  }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(MalformedIn{&call});
}

}  // namespace

const dsl::MeasureDef& malformed() {
  static const dsl::MeasureDef def{
      .name = "malformed",
      .summary = "Share of the events that could not be read, or not in one field.",
      .params = {{"x", dsl::ParamKind::field, false}},
      .result = dsl::ResultKind::share,
      .certainty = dsl::Certainty::interval,
      .never_empty = true,
      .low = 0,
      .high = 1,
      .reads_malformed = true,
      .formula =
          "malformed(x): events in which x is of another type, out of its range, or missing "
          "though not optional / events; malformed: the same for any field, with the rows "
          "that could not be read at all",
      .dialect = "Nothing is 0; 95% interval: Wilson.",
      .cost = dsl::Cost::counts,
      .phrase = "the share of events that are malformed[ in {x}]",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
