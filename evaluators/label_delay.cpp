#include "dsl/catalogue.hpp"
#include "evaluators/aggregate_of.hpp"
#include "evaluators/quantile_summary.hpp"

#include <algorithm>
#include <limits>

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
  double q;
};

struct State {
  QuantileSummary delays{};

  // A label that is known before its event counts from the event's arrival on.
  void add(Spec& spec, Block& block, Rows rows) {
    const Batch& batch = block.batch();
    if (batch.label_known.empty() || !spec.call->label) return;
    for (const auto row : rows) {
      const std::size_t i = block.begin() + row;
      const Instant known = batch.label_known[i];
      if (known == kForever || !block.is_valid(*spec.call->label, row)) continue;
      const Duration delay = std::max(known, batch.arrival[i]) - batch.time[i];
      delays.add(static_cast<double>(std::max(delay, Duration{0}).count()));
    }
  }
  void merge(const Spec&, const State& later) { delays.merge(later.delays); }
  Value value(const Spec& spec, double level) const {
    return delays.count() == 0 ? Value{} : delays.quantile(spec.q, level);
  }
  std::uint64_t judged() const { return delays.count(); }
  void save(Encoder& out) const { delays.save(out); }
  void load(const Spec&, Decoder& in) { delays.load(in); }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(Spec{&call, std::clamp(call.args[0]->number, 0.0, 1.0)});
}

}  // namespace

const dsl::MeasureDef& label_delay() {
  static const dsl::MeasureDef def{
      .name = "label_delay",
      .summary = "How long labels take: a quantile of the time to their arrival.",
      .params = {{"q", dsl::ParamKind::percent}},
      .result = dsl::ResultKind::duration,
      .certainty = dsl::Certainty::interval,
      .needs = {.label = true},
      .low = 0,
      .high = std::numeric_limits<double>::infinity(),
      .formula = "quantile(time at which the label was known - time of the event, q)",
      .dialect =
          "Over the labelled events of the window, so that labels that have not come yet count "
          "for nothing; quantile and 95% interval as in quantile.",
      .cost = dsl::Cost::sorted_values,
      .push_down = "percentile_cont(q) within group (order by label_known - time)",
      .phrase = "the time within which {q} of the labels arrived (label_delay)",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
