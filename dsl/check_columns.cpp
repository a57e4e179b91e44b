// `by column of [income, platform]`: the members of a segment made out of fields.
#include "dsl/check_monitor.hpp"
#include "dsl/scope.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

std::vector<std::size_t> features_of(const Schema& schema) {
  std::vector<std::size_t> features;
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    if (schema.fields[i].role == Role::feature) features.push_back(i);
  return features;
}

// A field of the set; false after T1203 or T1101.
bool add_column(MonitorJob& job, const ast::Expr& expr, std::vector<std::size_t>& columns) {
  const ast::Name name{on_one_line(job.c.sources, expr.span), expr.span};
  const auto found = job.model().fields.find(name.text);
  if (expr.op != ast::Op::path || found == job.model().fields.end()) {
    no_such_field(job.c, job.model(), name);
    return false;
  }
  if (std::ranges::count(columns, found->second) > 0) {
    twice(job.c, name.text, name.span, job.model().places[found->second], "set");
    return false;
  }
  columns.push_back(found->second);
  return true;
}

// Nothing after a diagnostic.
std::optional<std::vector<std::size_t>> columns_of(MonitorJob& job, const ast::Segment& segment) {
  const auto* set = segment.set.get();
  std::vector<std::size_t> columns;
  if (set && set->op == ast::Op::path && on_one_line(job.c.sources, set->span) == "features") {
    columns = features_of(job.schema());
  } else if (set && set->op == ast::Op::set) {
    for (const auto& child : set->children)
      if (!add_column(job, *child, columns)) return std::nullopt;
  }
  if (!columns.empty()) return columns;
  if (job.model().damaged) return std::nullopt;
  job.c.diagnostics.error(
      "T4105", segment.field.span,
      "`column` has no fixed set of fields; add `of [FIELD, ...]` or `of features`");
  return std::nullopt;
}

bool is_alike(MonitorJob& job, const ast::Segment& segment, const ColumnPlan& first,
              const ColumnPlan& other) {
  const auto &a = first.measure->type, &b = other.measure->type;
  if (a.kind == b.kind && a.unit == b.unit) return true;
  const auto& fields = job.schema().fields;
  job.c.diagnostics.error(
      "T2126", segment.field.span,
      fmt::format(
          "under `by column`, `{}` gives {} and `{}` {}; one ladder needs one type and unit",
          fields[first.field].name, describe(a), fields[other.field].name, describe(b)));
  return false;
}

// Every column would be judged by the same value.
void check_says_column(MonitorJob& job, const ast::Segment& segment, Span measure) {
  const auto& plans = job.plan.columns;
  if (plans.size() < 2 || !std::ranges::equal(plans[0].aggregates, plans[1].aggregates, {},
                                              &AggregateCall::canonical, &AggregateCall::canonical))
    return;
  auto& d = job.c.diagnostics.error("T4122", measure,
                                    "under `by column` the measure has to say `column`, the field "
                                    "whose turn it is");
  d.related.push_back({segment.field.span, "the fields"});
}

}  // namespace

const ast::Segment* column_segment(const ast::By* by) {
  if (!by) return nullptr;
  const auto found = std::ranges::find_if(
      by->segments, [](const auto& segment) { return segment.field.text == "column"; });
  return found == by->segments.end() ? nullptr : &*found;
}

void measure_columns(MonitorJob& job, Span measure, const ReadMeasure& read) {
  const auto* segment = column_segment(job.body.by);
  if (!segment) {
    job.measured = read(job.scope_at(measure), job.plan.aggregates);
    return;
  }
  const auto columns = columns_of(job, *segment);
  if (!columns) return;
  auto& plans = job.plan.columns;
  for (const auto field : *columns) {
    auto scope = job.scope_at(measure);
    scope.column = field;
    ColumnPlan column{.field = field, .aggregates = {}, .measure = {}};
    auto measured = read(scope, column.aggregates);
    column.measure = measured.value;
    if (!measured.value || (!plans.empty() && !is_alike(job, *segment, plans.front(), column))) {
      job.measured.value = nullptr;
      return;
    }
    if (plans.empty()) job.measured = std::move(measured);
    plans.push_back(std::move(column));
  }
  check_says_column(job, *segment, measure);
  job.plan.aggregates = plans.front().aggregates;
}

}  // namespace tocsin::dsl
