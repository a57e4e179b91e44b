#include "evaluators/quantile.hpp"

#include "evaluators/numeric.hpp"
#include "evaluators/quantile_summary.hpp"

#include <algorithm>

namespace tocsin::evaluators {
namespace {

struct Spec {
  const dsl::AggregateCall* call;
  double p;
};

struct State {
  QuantileSummary summary;

  void add(Spec& spec, Block& block, Rows rows) {
    std::vector<double> room;
    summary.add(known_numbers(block.values(*spec.call->args[0]), rows, room));
  }
  void merge(const Spec&, const State& later) { summary.merge(later.summary); }
  Value value(const Spec& spec, double level) const {
    return summary.count() == 0 ? Value{} : summary.quantile(spec.p, level);
  }
  std::uint64_t judged() const { return summary.count(); }
  void save(Encoder& out) const { summary.save(out); }
  void load(const Spec&, Decoder& in) { summary.load(in); }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return make_quantile(call, call.args[1]->number);
}

dsl::MeasureDef named(std::string_view name, std::string_view summary, std::string_view phrase,
                      decltype(dsl::MeasureDef::make) factory) {
  return {
      .name = name,
      .summary = summary,
      .params = {{"x", dsl::ParamKind::numeric}},
      .result = dsl::ResultKind::as_argument,
      .certainty = dsl::Certainty::interval,
      .formula = kQuantileFormula,
      .dialect = kQuantileDialect,
      .cost = dsl::Cost::sorted_values,
      .push_down = kQuantilePushDown,
      .phrase = phrase,
      .make = factory,
  };
}

}  // namespace

std::unique_ptr<Aggregate> make_quantile(const dsl::AggregateCall& call, double p) {
  return aggregate_of<State>(Spec{&call, std::clamp(p, 0.0, 1.0)});
}

const dsl::MeasureDef& quantile() {
  static const dsl::MeasureDef def = [] {
    auto quantile = named("quantile", "Value that a given share of the events does not exceed.",
                          "the {p} quantile of {x}", make);
    quantile.params.push_back({"p", dsl::ParamKind::percent});
    return quantile;
  }();
  return def;
}

const dsl::MeasureDef& median() {
  static const auto def =
      named("median", "Middle value of a number.", "the median of {x}", make_fixed_quantile<500>);
  return def;
}

const dsl::MeasureDef& p50() {
  static const auto def = named("p50", "Middle value of a number.", "the 50th percentile of {x}",
                                make_fixed_quantile<500>);
  return def;
}

const dsl::MeasureDef& p75() {
  static const auto def = named("p75", "Value that 75% of the events do not exceed.",
                                "the 75th percentile of {x}", make_fixed_quantile<750>);
  return def;
}

const dsl::MeasureDef& p90() {
  static const auto def = named("p90", "Value that 90% of the events do not exceed.",
                                "the 90th percentile of {x}", make_fixed_quantile<900>);
  return def;
}

const dsl::MeasureDef& p95() {
  static const auto def = named("p95", "Value that 95% of the events do not exceed.",
                                "the 95th percentile of {x}", make_fixed_quantile<950>);
  return def;
}

const dsl::MeasureDef& p99() {
  static const auto def = named("p99", "Value that 99% of the events do not exceed.",
                                "the 99th percentile of {x}", make_fixed_quantile<990>);
  return def;
}

const dsl::MeasureDef& p999() {
  static const auto def = named("p999", "Value that 99.9% of the events do not exceed.",
                                "the 99.9th percentile of {x}", make_fixed_quantile<999>);
  return def;
}

}  // namespace tocsin::evaluators
