#include "dsl/catalogue.hpp"
#include "evaluators/relation.hpp"

#include <cmath>

namespace tocsin::evaluators {
namespace {

struct Spec {
  RelationSpec relation;
  std::optional<double> reference{};
};

struct State {
  Relation relation{};

  void add(Spec& spec, Block& block, Rows rows) { relation.add(spec.relation, block, rows); }
  void merge(const Spec&, const State& later) { relation.merge(later.relation); }
  Value value(const Spec& spec) const {
    const auto live = relation.value(spec.relation.method);
    if (!live || !spec.reference) return {};
    return {.known = true, .value = std::abs(*live - *spec.reference)};
  }
  std::uint64_t judged() const { return relation.count(); }
  void save(Encoder& out) const { relation.save(out); }
  void load(const Spec&, Decoder& in) { relation.load(in); }
};

std::unique_ptr<Aggregate> make(const dsl::AggregateCall& call, const ReferenceView* reference) {
  Spec spec{RelationSpec(call)};
  if (reference != nullptr) {
    Relation before;
    before.add(spec.relation, reference->block, reference->rows);
    spec.reference = before.value(spec.relation.method);
  }
  return aggregate_of<State>(std::move(spec));
}

}  // namespace

const dsl::MeasureDef& correlation_change() {
  static const dsl::MeasureDef def{
      .name = "correlation_change",
      .summary = "How far the correlation moved away from the reference's.",
      .params = {{"x", dsl::ParamKind::any_value}, {"y", dsl::ParamKind::any_value}},
      .options = {{"method", dsl::OptionKind::word, {"cramers_v", "pearson", "spearman"}}},
      .result = dsl::ResultKind::number,
      .needs = {.reference = true},
      .low = 0,
      .high = 2,
      .formula = "|correlation(x, y) of the window - correlation(x, y) of the reference|",
      .dialect = kMethods,
      .cost = dsl::Cost::pairs,
      .push_down = "corr(x, y); spearman: of ranks; cramers_v: count(*) group by x, y",
      .phrase = "the distance of the correlation of {x} and {y} from that in {reference}",
      .make = make,
  };
  return def;
}

}  // namespace tocsin::evaluators
