// Where rows, labels and references come from.
#include "dsl/check_literal.hpp"
#include "dsl/check_model.hpp"

#include <fmt/format.h>

namespace tocsin::dsl {
namespace {

std::vector<std::string_view> source_kinds(const Catalogue& catalogue) {
  std::vector<std::string_view> kinds;
  for (const auto& def : catalogue.sources) kinds.push_back(def.name);
  std::ranges::sort(kinds);
  return kinds;
}

// `start:` and `step:` give rows without times one each.
void read_named(Checking& c, ModelPlan& model, const ast::Arg& arg) {
  const auto& name = arg.name->text;
  const auto op = arg.value ? arg.value->op : ast::Op::text;
  const bool fits = (name == "start" && op == ast::Op::datetime) ||
                    (name == "step" && op == ast::Op::duration && arg.value->duration.count() > 0);
  if (name != "start" && name != "step")
    c.diagnostics.error(
        "T2113", arg.name->span,
        fmt::format("a source has no argument named `{}`; it takes start, step", name));
  else if (!fits)
    c.diagnostics.error("T2112", arg.name->span,
                        fmt::format("`{}:` expects {}", name,
                                    name == "start" ? "a time such as `2026-01-01T00:00Z`"
                                                    : "a duration such as `1s`"));
  else if (op != ast::Op::datetime || instant(c, arg.value->text, "", arg.value->span))
    model.not_evaluated.push_back({fmt::format("`{}:` of a source", name), arg.name->span});
}

// The path of `csv("path")`; empty after a diagnostic.
std::string path_of(Checking& c, ModelPlan& model, const ast::SourceItem& item,
                    std::string_view kind) {
  std::string path;
  for (const auto& arg : item.call->args) {
    if (arg.name) {
      if (!is_given_twice(c, item.call->args, arg)) read_named(c, model, arg);
    } else if (arg.value && arg.value->op == ast::Op::text && path.empty()) {
      path = arg.value->text;
      says_something(c, path, arg.value->span, fmt::format("the path of `{}`", kind));
    } else {
      c.diagnostics.error("T2112", item.call->span,
                          fmt::format("`{}` expects one path in quotes", kind));
    }
  }
  return path;
}

}  // namespace

void check_source(Checking& c, ModelSource& source, const ast::SourceItem& item) {
  const auto kind = on_one_line(c.sources, item.call->path.span);
  auto& model = c.plan.models[source.index];
  auto& config = item.word.text == "labels" ? model.labels : model.source;
  const auto* def = c.catalogue.source(kind);
  if (!def) {
    c.diagnostics.error("T4113", item.call->path.span,
                        fmt::format("source kind `{}` is unknown; known: {}", kind,
                                    listed(source_kinds(c.catalogue))));
    return;
  }
  config.kind = kind;
  // Nothing takes single samples yet.
  if (!def->batches) model.not_evaluated.push_back({fmt::format("`{}`", kind), item.call->span});
  config.path = path_of(c, model, item, kind);
  const bool called = item.call->op == ast::Op::call && !item.call->args.empty();
  if (def->takes_path && !called)
    c.diagnostics.error("T2112", item.call->span,
                        fmt::format("`{}` expects one path in quotes, found nothing", kind));
  if (!def->takes_path && called)
    c.diagnostics.error("T2112", item.call->span,
                        fmt::format("`{}` expects no path, found one", kind));
}

void check_reference(Checking& c, ModelSource& source, const ast::RefItem& item) {
  auto& references = c.plan.models[source.index].references;
  const auto [at, added] = source.references.emplace(item.name.text, references.size());
  if (!added) return twice(c, item.name.text, item.name.span, references[at->second].span, "model");
  ReferencePlan plan;
  plan.name = item.name.text;
  plan.span = item.span;
  if (item.rolling) {
    plan.rolling = item.rolling->value;
    if (plan.rolling.count() <= 0)
      c.diagnostics.error("T3113", item.rolling->span, "`rolling` must be longer than zero");
  }
  if (item.ago) plan.ago = item.ago->value;
  if (item.file) plan.path = item.file->value;
  if (item.taken) {
    plan.taken = item.taken->text;
    if (!parse_time(plan.taken + "T00:00"))
      c.diagnostics.error(
          "T2119", item.taken->span,
          fmt::format("`{}` is not a valid time, or does not exist in zone UTC on that date",
                      plan.taken));
  }
  references.push_back(std::move(plan));
}

}  // namespace tocsin::dsl
