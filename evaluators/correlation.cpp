#include "dsl/catalogue.hpp"
#include "evaluators/relation.hpp"

namespace tocsin::evaluators {
namespace {

struct State {
  Relation relation{};

  void add(RelationSpec& spec, Block& block, Rows rows) { relation.add(spec, block, rows); }
  void merge(const RelationSpec&, const State& later) { relation.merge(later.relation); }
  Value value(const RelationSpec& spec) const {
    const auto found = relation.value(spec.method);
    return found ? Value{.known = true, .value = *found + 0.0} : Value{};
  }
  std::uint64_t judged() const { return relation.count(); }
  void save(Encoder& out) const { relation.save(out); }
  void load(const RelationSpec&, Decoder& in) { relation.load(in); }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView*) {
  return aggregate_of<State>(RelationSpec(call));
}

}  // namespace

const dsl::MeasureDef& correlation() {
  static const dsl::MeasureDef def{
      .name = "correlation",
      .summary = "How closely two fields go together.",
      .params = {{"x", dsl::ParamKind::any_value}, {"y", dsl::ParamKind::any_value}},
      .options = {{"method", dsl::OptionKind::word, {"cramers_v", "pearson", "spearman"}}},
      .result = dsl::ResultKind::number,
      .low = -1,
      .high = 1,
      .formula =
          "pearson: Σ(x - mean x)(y - mean y) / sqrt(Σ(x - mean x)²·Σ(y - mean y)²); spearman: "
          "the same of ranks; cramers_v: sqrt(χ² / n / (k - 1)), k the smaller number of different "
          "values",
      .dialect = kMethods,
      .cost = dsl::Cost::pairs,
      .push_down = "corr(x, y); spearman: of ranks; cramers_v: count(*) group by x, y",
      .phrase = "the correlation of {x} and {y}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
