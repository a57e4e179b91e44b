// Where rows, labels and references come from.
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

// The path of `csv("path")`; empty after a diagnostic.
std::string path_of(Checking& c, const ast::SourceItem& item, std::string_view kind) {
  std::string path;
  for (const auto& arg : item.call->args) {
    if (arg.name)
      refuse(c, arg.name->span, fmt::format("`{}:` of a source", arg.name->text));
    else if (arg.value && arg.value->op == ast::Op::text && path.empty())
      path = arg.value->text;
    else
      c.diagnostics.error("T2112", item.call->span,
                          fmt::format("`{}` expects one path in quotes", kind));
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
  config.path = path_of(c, item, kind);
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
  if (!item.file) refuse(c, item.span, "a `rolling` reference");
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
