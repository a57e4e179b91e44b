#include "prose/origins.hpp"

#include "dsl/parser.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tocsin::prose {
namespace {

namespace ast = dsl::ast;

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

// The nearest of several blocks that has the clause speaks.
struct Layer {
  Origin origin;
  std::vector<const ast::Clause*> clauses;
};

const ast::Window* window_of(const ast::Clause& clause) {
  if (const auto* measure = std::get_if<ast::Measure>(&clause.node)) return measure->window.get();
  const auto* window = std::get_if<ast::WindowClause>(&clause.node);
  return window ? window->window.get() : nullptr;
}

bool is_gap(const ast::Gap* gap, ast::Gap::What what) { return gap && gap->what == what; }

bool is_meta(const ast::Meta* meta, std::string_view word) {
  return meta && !meta->tag && meta->word.text == word;
}

class Finder {
 public:
  Finder(std::span<const ast::File> files, const dsl::Sources& sources,
         const dsl::MonitorPlan& plan, const dsl::ModelPlan& model)
      : files_(files), sources_(sources), plan_(plan), model_(model) {}

  Origins find() {
    for (const auto& file : files_) {
      if (package_of(file) != plan_.package) continue;
      for (const auto& decl : file.decls)
        if (const auto* watch = std::get_if<ast::Watch>(&decl.node))
          if (look_into(file, *watch)) return all();
    }
    return {};
  }

 private:
  std::string package_of(const ast::File& file) const {
    return folder_of(sources_.file(file.file).path);
  }

  bool look_into(const ast::File& file, const ast::Watch& watch) {
    if (watch.model.parts.empty() || watch.model.parts.back().text != model_.schema.model)
      return false;
    const auto head = plan_.name.substr(0, plan_.name.find('.'));
    for (const auto& item : watch.items) {
      const auto* monitor = std::get_if<ast::Monitor>(&item.node);
      if (!monitor || monitor->name.text != head) continue;
      watch_ = &watch;
      add_layers(*monitor, file);
      return true;
    }
    return false;
  }

  void add_layers(const ast::Monitor& monitor, const ast::File& file) {
    const bool is_check = plan_.kind == dsl::MonitorKind::contract;
    if (is_check) add_check(monitor.clauses, Origin::own);
    add(monitor.clauses, is_check ? Origin::contract : Origin::own);
    const auto* base = monitor.from ? template_of(*monitor.from, file) : nullptr;
    if (!base) return;
    if (is_check) add_check(base->clauses, Origin::from_template);
    add(base->clauses, Origin::from_template);
  }

  void add(const std::vector<ast::Clause>& clauses, Origin origin) {
    Layer layer{origin, {}};
    for (const auto& clause : clauses) layer.clauses.push_back(&clause);
    layers_.push_back(std::move(layer));
  }

  void add_check(const std::vector<ast::Clause>& clauses, Origin origin) {
    const auto name = plan_.name.substr(plan_.name.find('.') + 1);
    for (const auto& clause : clauses)
      if (const auto* expect = std::get_if<ast::Expect>(&clause.node))
        if (expect->name.text == name) add(expect->body, origin);
  }

  // Of this package, or of the one that the file calls by the first part of the name.
  const ast::Template* template_of(const ast::Call& call, const ast::File& file) const {
    auto package = package_of(file);
    if (call.name.parts.size() > 1) {
      const auto& alias = call.name.parts.front().text;
      for (const auto& decl : file.decls)
        if (const auto* use = std::get_if<ast::Use>(&decl.node))
          if (alias_of(*use) == alias) package = use->path.value;
    }
    for (const auto& other : files_) {
      if (package_of(other) != package) continue;
      for (const auto& decl : other.decls)
        if (const auto* found = std::get_if<ast::Template>(&decl.node))
          if (found->name.text == call.name.parts.back().text) return found;
    }
    return nullptr;
  }

  static std::string alias_of(const ast::Use& use) {
    return use.alias ? use.alias->text : use.path.value.substr(use.path.value.rfind('/') + 1);
  }

  template <typename InClause, typename InWatch>
  Origin nearest(InClause in_clause, InWatch in_watch) const {
    for (const auto& layer : layers_)
      if (std::ranges::any_of(layer.clauses, [&](const auto* c) { return in_clause(*c); }))
        return layer.origin;
    return std::ranges::any_of(watch_->items, in_watch) ? Origin::watch : Origin::usual;
  }

  template <typename Node, typename Is>
  Origin of(Is is) const {
    const auto look = [&](const auto& item) { return is(std::get_if<Node>(&item.node)); };
    return nearest(look, look);
  }

  Origin of_meta(std::string_view word, bool model_has) const {
    const auto origin = of<ast::Meta>([&](const auto* meta) { return is_meta(meta, word); });
    return origin == Origin::usual && model_has ? Origin::model : origin;
  }

  Origin of_every() const {
    const auto said = [](const ast::Clause& clause) {
      const auto* window = window_of(clause);
      return window && window->every;
    };
    return nearest(said, [](const ast::WatchItem& item) {
      return std::holds_alternative<ast::Every>(item.node);
    });
  }

  Origins all() const {
    const auto gap = [](ast::Gap::What what) {
      return [what](const ast::Gap* found) { return is_gap(found, what); };
    };
    Origins found;
    found.every = of_every();
    found.needs = of<ast::Needs>([](const auto* needs) { return needs != nullptr; });
    found.no_data = of<ast::Gap>(gap(ast::Gap::What::no_data));
    found.too_few = of<ast::Gap>(gap(ast::Gap::What::too_few));
    found.owner = of_meta("owner", !model_.owner.empty());
    found.runbook = of_meta("runbook", !model_.runbook.empty());
    found.dashboard = of_meta("dashboard", !model_.dashboard.empty());
    return found;
  }

  std::span<const ast::File> files_;
  const dsl::Sources& sources_;
  const dsl::MonitorPlan& plan_;
  const dsl::ModelPlan& model_;
  const ast::Watch* watch_ = nullptr;
  std::vector<Layer> layers_;  // nearest first
};

}  // namespace

std::string_view to_text(Origin origin) {
  switch (origin) {
    case Origin::usual: return "default";
    case Origin::own: return "own clause";
    case Origin::contract: return "contract";
    case Origin::from_template: return "template";
    case Origin::watch: return "watch block";
    case Origin::model: return "model";
  }
  return "";
}

Origins origins(std::span<const ast::File> files, const dsl::Sources& sources,
                const dsl::MonitorPlan& monitor, const dsl::ModelPlan& model) {
  return Finder(files, sources, monitor, model).find();
}

std::vector<ast::File> parsed(const dsl::Sources& sources) {
  std::vector<ast::File> files;
  dsl::Diagnostics unheard;
  for (std::uint32_t i = 0; i < sources.size(); ++i)
    if (sources.file(i).path.ends_with(".tocsin")) files.push_back(parse(sources, i, unheard));
  return files;
}

}  // namespace tocsin::prose
