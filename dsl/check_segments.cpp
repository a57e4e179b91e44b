// `by`: the fields that tell one alert from another, and the members that are named in the rules.
#include "dsl/check_monitor.hpp"
#include "dsl/limits.hpp"
#include "dsl/saturate.hpp"
#include "dsl/scope.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

constexpr std::size_t kMostFields = 3;

bool can_segment(const Type& type) {
  return type.is(TypeKind::category) || type.is(TypeKind::boolean) || type.is(TypeKind::integer);
}

// Members as the texts of a segment.
std::optional<std::vector<std::string>> members_of(MonitorJob& job, const ast::Segment& segment,
                                                   const Type& type) {
  if (!segment.set) {
    if (type.is(TypeKind::boolean)) return std::vector<std::string>{"true", "false"};
    return type.members ? *type.members : std::vector<std::string>{};
  }
  auto scope = job.scope_at(segment.field.span);
  scope.model = nullptr;
  RowChecker checker(job.c, scope, "of");
  auto found = checker.members(*segment.set, as_value(present(type)), segment.field.text);
  if (!found) return std::nullopt;
  for (const double number : found->numbers)
    found->texts.push_back(type.is(TypeKind::boolean) ? number != 0 ? "true" : "false"
                                                      : show_number(number));
  return std::move(found->texts);
}

bool is_bounded(const MonitorJob& job, const ast::Segment& segment, std::size_t field,
                const Type& type) {
  if (segment.set || job.body.by->top || type.is(TypeKind::boolean)) return true;
  const auto& declared = job.schema().fields[field];
  const bool ranged =
      type.is(TypeKind::integer) && declared.low > -kInfinity && declared.high < kInfinity;
  return ranged || type.members;
}

// `column`: the fields that are measured are the members.
void add_columns(MonitorJob& job, const ast::Segment& segment) {
  const auto& by = *job.body.by;
  if (by.overall || by.top)
    job.c.diagnostics.error(
        "T2112", segment.field.span,
        fmt::format("`column` stands for one field at a time, so it has no `{}`",
                    by.overall ? "overall" : "top"));
  SegmentField column{kNoField, {}, "column"};
  for (const auto& plan : job.plan.columns)
    column.members.push_back(job.schema().fields[plan.field].name);
  if (!column.members.empty()) job.plan.by.fields.push_back(std::move(column));
}

// A label of the answers; its members may be named.
void add_label(MonitorJob& job, const ast::Segment& segment) {
  SegmentField label{kNoField, {}, segment.field.text};
  if (segment.set) {
    auto members = members_of(job, segment, simple(TypeKind::text));
    if (!members) return;
    label.members = std::move(*members);
  }
  job.plan.by.fields.push_back(std::move(label));
}

void check_segment(MonitorJob& job, const ast::Segment& segment) {
  auto& c = job.c;
  if (job.body.measure && job.body.measure->raw) return add_label(job, segment);
  if (segment.field.text == "column") return add_columns(job, segment);
  const auto named = meant(job.scope_at(segment.field.span), segment.field);
  if (!named) return;
  const auto found = job.model().fields.find(named->text);
  if (found == job.model().fields.end()) return no_such_field(c, job.model(), *named);
  const auto field = found->second;
  const auto& type = job.model().types[field];
  if (type.is(TypeKind::none)) return;
  const auto say = [&](const char* code, std::string message) {
    auto& d = c.diagnostics.error(code, segment.field.span, std::move(message));
    d.related.push_back({job.model().places[field], "declared here"});
  };
  const auto& name = named->text;
  if (!can_segment(type))
    return say("T4106", fmt::format("cannot segment by `{}`: {}", name, describe(type)));
  if (job.schema().fields[field].sensitive)
    return say("T4110",
               fmt::format("sensitive field `{}` may not be shown in messages or segments", name));
  if (!is_bounded(job, segment, field, type))
    return say("T4105",
               fmt::format("`{}` has no fixed set of values; add `top N` or `of SET`", name));
  auto& fields = job.plan.by.fields;
  if (std::ranges::count(fields, field, &SegmentField::field) > 0)
    return twice(c, name, segment.field.span, job.body.by->segments.front().field.span, "clause");
  if (auto members = members_of(job, segment, type))
    fields.push_back({field, std::move(*members), name});
}

}  // namespace

void check_segments(MonitorJob& job) {
  const auto* by = job.body.by;
  job.source.by = by;
  if (!by) return;
  job.plan.by.overall = by->overall;
  if (by->segments.size() > kMostFields) {
    job.c.diagnostics.error("T4107", by->segments[kMostFields].field.span,
                            "at most three fields after `by`");
    return;
  }
  for (const auto& segment : by->segments) check_segment(job, segment);
  if (!by->top) return;
  for (const auto& call : job.plan.aggregates)
    if (call.def->evaluated && call.def->name == "spread")
      postpone(job.c, by->top->second, "`top` beside `spread`");
  job.plan.by.top = whole(by->top->first);
  const auto text = fmt::format("top {}", on_one_line(job.c.sources, by->top->second));
  if (job.plan.by.top == 0)
    job.c.diagnostics.error("T3113", by->top->second, fmt::format("`{}` keeps nobody", text));
  else
    is_within(job.c, by->top->second, text, by->top->first, kMostMembers);
}

}  // namespace tocsin::dsl
