#include "dsl/roles.hpp"

#include "dsl/bindings.hpp"
#include "dsl/estimates.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tocsin::dsl {
namespace {

std::string_view word_of(Role role) {
  return role == Role::prediction ? "prediction" : role == Role::label ? "label" : "score";
}

std::string measure_of(const ast::Expr& expr) { return expr.path.parts.back().text; }

std::vector<std::size_t> fields_with(const ModelPlan& model, Role role) {
  std::vector<std::size_t> fields;
  for (std::size_t i = 0; i < model.schema.fields.size(); ++i)
    if (model.schema.fields[i].role == role) fields.push_back(i);
  return fields;
}

// A score of one class among several is the one of the positive value, or none.
void keep_score_of(const ModelSource& source, const std::string& positive,
                   std::vector<std::size_t>& scores) {
  std::erase_if(scores, [&](std::size_t field) {
    const auto of = source.score_of.find(field);
    return of != source.score_of.end() && of->second != positive;
  });
}

// What a score that was named speaks about: `auc(score: p_late)` judges its class.
std::optional<std::string> class_of(const ModelSource& source, std::optional<std::size_t> score) {
  if (!score) return std::nullopt;
  const auto of = source.score_of.find(*score);
  return of == source.score_of.end() ? std::nullopt : std::optional(of->second);
}

bool are_comparable(Checking& c, const ModelSource& source, const AggregateCall& call,
                    const ast::Expr& expr) {
  if (!call.prediction || !call.label) return true;
  const auto& fields = c.plan.models[source.index].schema.fields;
  const auto a = as_value(present(source.types[*call.prediction]));
  const auto b = as_value(present(source.types[*call.label]));
  if (a.is(TypeKind::none) || b.is(TypeKind::none)) return false;
  if (a.kind == b.kind && a.unit == b.unit) return true;
  auto& d =
      c.diagnostics.error("T4116", expr.span,
                          fmt::format("prediction `{}` is {}, label `{}` {}; `{}` compares them",
                                      fields[*call.prediction].name, describe(a),
                                      fields[*call.label].name, describe(b), measure_of(expr)));
  d.related.push_back({source.places[*call.prediction], "the prediction"});
  d.related.push_back({source.places[*call.label], "the label"});
  return false;
}

// Paths of rule files are relative to the project, those of the command line are not.
std::string in_project(const std::string& root, const std::string& path) {
  return (std::filesystem::path(root) / path).string();
}

void missing_column(Checking& c, const ModelPlan& model, const ReferencePlan& reference,
                    std::size_t field, Span span) {
  const auto& column = model.schema.fields[field].column;
  auto& d = c.diagnostics.error(
      "T4104", span, fmt::format("reference `{}` has no column `{}`", reference.name, column));
  d.related.push_back({reference.span, "the reference"});
}

// A prediction, label or score without which the measure says nothing of the reference.
bool has_role(Checking& c, const ModelSource& source, std::size_t reference, std::size_t field,
              const ast::Expr& expr) {
  const auto& model = c.plan.models[source.index];
  const auto& plan = model.references[reference];
  const auto& columns = reference_columns(c, model, plan);
  const auto& declared = model.schema.fields[field];
  if (!columns || std::ranges::count(*columns, declared.column) > 0) return true;
  auto& d = c.diagnostics.error(
      "T4114", expr.span,
      fmt::format("`{}` needs the {} in reference `{}`, which has no column `{}`", measure_of(expr),
                  word_of(declared.role), plan.name, declared.column));
  d.related.push_back({plan.span, "the reference"});
  return false;
}

bool is_role(Role role) {
  return role == Role::prediction || role == Role::label || role == Role::score;
}

}  // namespace

std::optional<std::size_t> field_of(Checking& c, const ModelSource& source, Role role,
                                    std::optional<std::size_t> named, const std::string& positive,
                                    const ast::Expr& expr) {
  if (named) return named;
  const auto& model = c.plan.models[source.index];
  auto fields = fields_with(model, role);
  if (role == Role::score && !positive.empty()) keep_score_of(source, positive, fields);
  if (fields.size() == 1) return fields.front();
  if (source.damaged) return std::nullopt;
  const auto& name = model.schema.model;
  if (fields.empty()) {
    c.diagnostics.error("T4102", expr.span,
                        fmt::format("model `{}` has no {}, so `{}` cannot be computed", name,
                                    word_of(role), measure_of(expr)));
  } else {
    c.diagnostics.error("T4115", expr.span,
                        fmt::format("model `{}` has {} {}s; say which: `{}({}: {})`", name,
                                    fields.size(), word_of(role), measure_of(expr), word_of(role),
                                    model.schema.fields[fields.front()].name));
  }
  return std::nullopt;
}

bool settle_positive(Checking& c, const ModelSource& source, std::optional<std::size_t> prediction,
                     AggregateCall& call, const ast::Expr& expr) {
  const auto& model = c.plan.models[source.index];
  const bool none = fields_with(model, Role::prediction).empty();
  if (none && call.label && source.types[*call.label].is(TypeKind::boolean)) {
    call.positive = "true";
    return true;
  }
  prediction = field_of(c, source, Role::prediction, prediction, {}, expr);
  if (!prediction) return false;
  const auto found = model.positive.find(*prediction);
  if (found != model.positive.end()) {
    call.positive = found->second;
    return true;
  }
  const auto& field = model.schema.fields[*prediction];
  const auto& type = source.types[*prediction];
  if (type.is(TypeKind::none) || source.damaged) return false;
  auto& d = c.diagnostics.error(
      "T4109", expr.span,
      fmt::format("`positive \"{}\"` is missing on prediction `{}`; `{}` needs it",
                  field.members.empty() ? "..." : field.members.front(), field.name,
                  measure_of(expr)));
  d.related.push_back({source.places[*prediction], "the prediction"});
  return false;
}

bool can_read(Checking& c, const ModelSource& source, std::size_t reference,
              const std::vector<std::size_t>& fields, const ast::Expr& expr) {
  const auto& schema = c.plan.models[source.index].schema;
  return std::ranges::all_of(fields, [&](std::size_t field) {
    return is_role(schema.fields[field].role)
               ? has_role(c, source, reference, field, expr)
               : has_columns(c, source, reference, {field}, expr.span);
  });
}

std::string reference_file(const Checking& c, const ModelPlan& model,
                           const ReferencePlan& reference) {
  const auto* bound = bound_file(c.plan, model, c.options.reference_files, "." + reference.name);
  return bound ? *bound : in_project(c.options.root, reference.path);
}

const std::optional<std::vector<std::string>>& reference_columns(Checking& c,
                                                                 const ModelPlan& model,
                                                                 const ReferencePlan& reference) {
  const auto path = reference_file(c, model, reference);
  const auto [at, added] = c.reference_columns.try_emplace(path);
  const bool has_file = reference.rolling.count() == 0;
  if (added && has_file && c.options.columns_of) at->second = c.options.columns_of(path);
  return at->second;
}

bool settle_roles_of(Checking& c, const ModelSource& source, const NamedRoles& named,
                     AggregateCall& call, const ast::Expr& expr) {
  const auto& needs = call.def->needs;
  auto prediction = named.prediction;
  if (!prediction) prediction = c.plan.models[source.index].prediction;
  if (needs.prediction || named.prediction) {
    call.prediction = field_of(c, source, Role::prediction, named.prediction, {}, expr);
    if (!call.prediction) return false;
    prediction = call.prediction;
  }
  if ((needs.label && !named.no_label) || named.label) {
    call.label = field_of(c, source, Role::label, named.label, {}, expr);
    if (!call.label) return false;
  }
  if (const auto of = class_of(source, named.score))
    call.positive = *of;
  else if (needs.positive && !named.all_classes &&
           !settle_positive(c, source, prediction, call, expr))
    return false;
  if (needs.score || named.score) {
    call.score = field_of(c, source, Role::score, named.score, call.positive, expr);
    if (!call.score) return false;
  }
  return are_comparable(c, source, call, expr);
}

void note_label(const Checking& c, const ModelSource& source, AggregateCall& call) {
  const auto& model = c.plan.models[source.index];
  const auto is_label = [&](std::size_t field) {
    return model.schema.fields[field].role == Role::label;
  };
  if (!call.label)
    if (const auto read = std::ranges::find_if(call.reads, is_label); read != call.reads.end())
      call.label = *read;
  if (!call.label || !call.positive.empty()) return;
  const auto prediction = call.prediction ? call.prediction : model.prediction;
  const auto known = prediction ? model.positive.find(*prediction) : model.positive.end();
  if (known != model.positive.end())
    call.positive = known->second;
  else if (!prediction && source.types[*call.label].is(TypeKind::boolean))
    call.positive = "true";
}

bool settle_reference(Checking& c, const ModelSource& source,
                      const std::optional<ast::Path>& against, AggregateCall& call,
                      const ast::Expr& expr) {
  if (!call.def->needs.reference) return true;
  if (!against) {
    if (source.damaged) return false;
    c.diagnostics.error(
        "T4103", expr.span,
        fmt::format("`{}` compares with a reference: add `against REFERENCE`; known: {}",
                    measure_of(expr),
                    source.references.empty() ? "none" : listed(names_of(source.references))));
    return false;
  }
  const auto name = on_one_line(c.sources, against->span);
  const auto found = source.references.find(name);
  if (found == source.references.end()) {
    if (!source.damaged)
      no_such(c, "reference", {name, against->span}, names_of(source.references));
    return false;
  }
  call.reference = found->second;
  if (call.def->needs.score_in_reference) return can_estimate(c, source, call, expr);
  return has_columns(c, source, found->second, call.reads, expr.span);
}

bool settle_on(Checking& c, const ModelSource& source, const AggregateCall& call,
               const ast::Expr& expr) {
  if (!call.on) return true;
  return can_read(c, source, *call.on, call.reads, expr);
}

bool has_columns(Checking& c, const ModelSource& source, std::size_t reference,
                 const std::vector<std::size_t>& fields, Span span) {
  const auto& model = c.plan.models[source.index];
  const auto& plan = model.references[reference];
  const auto& columns = reference_columns(c, model, plan);
  if (!columns) return true;
  for (const auto field : fields) {
    if (std::ranges::count(*columns, model.schema.fields[field].column) > 0) continue;
    missing_column(c, model, plan, field, span);
    return false;
  }
  return true;
}

}  // namespace tocsin::dsl
