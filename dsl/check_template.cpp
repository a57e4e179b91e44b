#include "dsl/check_template.hpp"

#include "dsl/check_monitor.hpp"
#include "dsl/packages.hpp"
#include "dsl/unknown_model.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

bool is_inside(Span span, Span whole) {
  return span.file == whole.file && whole.begin <= span.begin && span.end <= whole.end;
}

bool is_contract(const ast::Template& node) {
  if (node.kind) return node.kind->text == "contract";
  return std::ranges::any_of(node.clauses, [](const ast::Clause& clause) {
    return std::holds_alternative<ast::Expect>(clause.node);
  });
}

// Data, fields and labels are those of the model, which only a use of the template knows.
bool depends_on_model(const Diagnostic& d) {
  return d.level != Level::error || d.code.starts_with("T4") || d.code == "T1203" ||
         d.code == "T1204" || d.code == "T1213";
}

struct Draft {
  MonitorPlan plan;
  MonitorSource source;
  WatchDefaults defaults;
};

Draft draft_of(const Checking& c, const TemplateEntry& entry, MonitorKind kind) {
  Draft draft;
  draft.plan.model = c.models.size() - 1;
  draft.plan.kind = kind;
  draft.source.package = entry.package;
  draft.source.name = entry.node->name.span;
  return draft;
}

void read_monitor(Checking& c, const TemplateEntry& entry, const Scope& scope) {
  auto draft = draft_of(c, entry, MonitorKind::quality);
  const auto kind = entry.node->kind ? entry.node->kind->text : "template";
  const auto body = collect_body(c, entry.node->clauses, BodyKind::monitor, kind);
  MonitorJob job{c,  scope, draft.defaults, body, draft.plan, draft.source, entry.node->name.span,
                 {}, true};
  judge_measure(job);
}

void read_contract(Checking& c, const TemplateEntry& entry, const Scope& scope) {
  const auto contract = collect_body(c, entry.node->clauses, BodyKind::contract, "contract");
  for (const auto* expect : contract.expects) {
    auto draft = draft_of(c, entry, MonitorKind::contract);
    draft.source.check = expect;
    const auto body =
        with_defaults(collect_body(c, expect->body, BodyKind::check, "check"), contract);
    MonitorJob job{c,  scope, draft.defaults, body, draft.plan, draft.source, expect->name.span,
                   {}, true};
    judge_check(job, *expect);
  }
}

void check_template(Checking& c, TemplateEntry& entry) {
  const auto first = c.diagnostics.all().size();
  const UnknownModel model(c, *entry.package, *entry.node);
  Arguments arguments({entry.package, nullptr, &c.models.back()});
  c.unfolded = 0;
  bind_unknown(
      c,
      {"template", entry.node->name, entry.node->params, {}, entry.node->span, arguments.scope()},
      arguments);
  if (is_contract(*entry.node))
    read_contract(c, entry, arguments.scope());
  else
    read_monitor(c, entry, arguments.scope());
  for (auto& d : c.diagnostics.cut(first)) {
    if (depends_on_model(d)) continue;
    entry.faults.emplace_back(d.code, d.span);
    c.diagnostics.add(std::move(d));
  }
}

const TemplateEntry* find_template(Checking& c, const Scope& scope, const ast::Path& path) {
  const auto place = qualified(c, *scope.package, path);
  if (!place) return nullptr;
  const auto& name = place->parts.front();
  const auto found = place->package->templates.find(name.text);
  if (place->parts.size() == 1 && found != place->package->templates.end())
    return &c.templates[found->second];
  if (place->package == scope.package && needs_import(c, *scope.package, path)) return nullptr;
  no_such(c, "template", name, names_of(place->package->templates));
  return nullptr;
}

bool is_for(Checking& c, const ast::Template& node, const ast::Monitor& monitor) {
  if (!node.kind || node.kind->text == monitor.kind.text) return true;
  auto& d = c.diagnostics.error("T6102", monitor.from->name.span,
                                fmt::format("template `{}` is for {} monitors, used in a {}",
                                            node.name.text, node.kind->text, monitor.kind.text));
  d.related.push_back({node.kind->span, "said here"});
  return false;
}

// Lays the clauses of a monitor over those of its template.
class Overriding {
 public:
  Overriding(Checking& c, const ast::Template& node, const Scope& scope)
      : c_(c), node_(node), scope_(scope) {}

  Body over(Body own, const Body& base) {
    lay_measure(own, base);
    lay(own.by, base.by, "by");
    lay(own.needs, base.needs, "needs");
    lay(own.no_data, base.no_data, "no data");
    lay(own.too_few, base.too_few, "too few");
    if (!own.paused) own.paused = base.paused;
    if (!own.trial) own.trial = base.trial;
    lay_checks(own, base);
    lay_rungs(own, base);
    own.meta = merged(own.meta, base.meta);
    return own;
  }

 private:
  template <typename Node>
  void lay(const Node*& own, const Node* base, std::string_view head) {
    if (!own)
      own = base;
    else if (!base)
      adds(own->span, head);
  }

  void adds(Span span, std::string_view head) {
    if (node_.broken) return;
    c_.diagnostics.lint("T6103", span,
                        fmt::format("template `{}` has no clause `{}` to replace; this adds one",
                                    node_.name.text, head));
  }

  // A window may stand in the measure or by itself; the one of the monitor counts.
  void lay_measure(Body& own, const Body& base) {
    const bool has_window = base.window || (base.measure && base.measure->window);
    const bool gives_window = own.window || (own.measure && own.measure->window);
    if (own.window && !has_window) adds(own.window->span, "over");
    if (!gives_window) own.window = base.window;
    own.window_replaces = own.window && !own.measure && gives_window;
    if (own.measure && base.measure) replaces_measure(*own.measure, *base.measure);
    if (!own.measure)
      own.measure = base.measure;
    else if (!base.measure)
      adds(own.measure->span, "measure");
  }

  void replaces_measure(const ast::Measure& own, const ast::Measure& base) {
    auto& d = c_.diagnostics.lint(
        "T6104", own.span,
        "the measure comes from the template; give a `measure` only to replace it");
    d.level = Level::note;
    d.related.push_back({base.span, "of the template"});
  }

  // In the order of the template, its own ones behind.
  void lay_checks(Body& own, const Body& base) {
    std::vector<const ast::Expect*> checks = base.expects;
    for (const auto* check : own.expects) {
      const auto same =
          std::ranges::find(checks, check->name.text, [](const auto* e) { return e->name.text; });
      if (same != checks.end()) {
        *same = check;
      } else {
        checks.push_back(check);
        adds(check->name.span, "expect " + check->name.text);
      }
    }
    own.expects = std::move(checks);
  }

  void lay_rungs(Body& own, const Body& base) {
    const auto in_base = [&](const ast::Ladder& rung) {
      return std::ranges::any_of(base.rungs, [&](const auto* other) {
        const auto name = meant(scope_, other->severity);
        return !name || name->text == rung.severity.text;
      });
    };
    for (const auto* rung : own.rungs)
      if (!in_base(*rung)) adds(rung->severity.span, rung->severity.text + " when");
    for (const auto* rung : base.rungs) {
      const auto name = meant(scope_, rung->severity);
      const auto same = [&](const auto* mine) { return name && mine->severity.text == name->text; };
      if (std::ranges::none_of(own.rungs, same)) own.rungs.push_back(rung);
    }
  }

  Checking& c_;
  const ast::Template& node_;
  const Scope& scope_;
};

}  // namespace

void check_templates(Checking& c) {
  for (auto& entry : c.templates) check_template(c, entry);
}

bool Instance::holds(Span span) const { return is_inside(span, node->whole); }

std::optional<Instance> instantiate(Checking& c, const Scope& scope, const ast::Monitor& monitor,
                                    BodyKind kind, Body own) {
  const auto* entry = find_template(c, scope, monitor.from->name);
  if (!entry || !is_for(c, *entry->node, monitor)) return std::nullopt;
  Instance instance;
  instance.node = entry->node;
  instance.arguments = std::make_unique<Arguments>(Scope{entry->package, nullptr, scope.model});
  bind_arguments(c,
                 {"template", entry->node->name, entry->node->params, monitor.from->args,
                  monitor.from->span, scope},
                 *instance.arguments);
  const auto base = collect_body(c, entry->node->clauses, kind, monitor.kind.text);
  const bool has_unknown = own.has_unknown || base.has_unknown;
  instance.body =
      Overriding(c, *entry->node, instance.arguments->scope()).over(std::move(own), base);
  instance.body.has_unknown = has_unknown;
  return instance;
}

void name_instance(Checking& c, const Instance& instance, const ast::Monitor& monitor,
                   std::size_t first) {
  const auto entry = std::ranges::find(c.templates, instance.node, &TemplateEntry::node);
  const auto is_known = [&](const Diagnostic& d) {
    return std::ranges::count(entry->faults, std::pair(d.code, d.span)) > 0;
  };
  for (auto& d : c.diagnostics.cut(first)) {
    if (instance.holds(d.span) && d.level == Level::error) {
      if (is_known(d)) continue;
      d.related.push_back(
          {monitor.name.span, fmt::format("while instantiating `{}` here", monitor.name.text)});
    }
    c.diagnostics.add(std::move(d));
  }
}

}  // namespace tocsin::dsl
