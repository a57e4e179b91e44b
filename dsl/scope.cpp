#include "dsl/scope.hpp"

#include "base/spelling.hpp"
#include "dsl/builtin.hpp"
#include "dsl/held_back.hpp"
#include "dsl/literal.hpp"
#include "dsl/packages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>

namespace tocsin::dsl {
namespace {

constexpr auto kScalars = std::to_array<std::string_view>(
    {"abs", "hour", "len", "lower", "max", "min", "orelse", "round", "weekday"});

bool is_scalar_name(std::string_view name) { return std::ranges::binary_search(kScalars, name); }

std::string folder_of(std::string_view path) {
  const auto slash = path.find_last_of('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

// Models and lets share one space with the builtins of window level.
bool hides_builtin(Checking& c, const ast::Name& name) {
  if (!is_builtin(c.catalogue, name.text)) return false;
  hides(c, name, "a builtin", nullptr);
  return true;
}

void add_units(Checking& c, Package& package, const ast::Unit& unit) {
  for (const auto& name : unit.names) {
    if (duration_value("1" + name.text) || name.text == "pp") {
      hides(c, name, "a unit of the language", nullptr);
      continue;
    }
    const auto [at, added] = package.units.emplace(name.text, name.span);
    if (!added) twice(c, name.text, name.span, at->second, "package");
  }
}

void add_model(Checking& c, Package& package, const ast::Model& model) {
  lint_held_back(c, model.name);
  hides_builtin(c, model.name);
  if (const auto let = package.lets.find(model.name.text); let != package.lets.end())
    twice(c, model.name.text, model.name.span, let->second.let->name.span, "package");
  const auto index = c.models.size();
  const auto [at, added] = package.models.emplace(model.name.text, index);
  if (!added) {
    twice(c, model.name.text, model.name.span, c.models[at->second].model->name.span, "package");
    return;
  }
  c.plan.models.emplace_back();
  c.models.emplace_back();
  c.models.back().model = &model;
  c.models.back().package = &package;
  c.models.back().index = index;
  c.models.back().damaged = model.broken;
}

void add_channel(Checking& c, Package& package, const ast::Channel& channel) {
  lint_held_back(c, channel.name);
  const auto [at, added] = package.channels.emplace(channel.name.text, c.channels.size());
  if (!added) {
    twice(c, channel.name.text, channel.name.span, c.channels[at->second], "package");
    return;
  }
  c.plan.channels.emplace_back();
  c.channels.push_back(channel.name.span);
}

void add_template(Checking& c, Package& package, const ast::Template& node) {
  lint_held_back(c, node.name);
  const auto [at, added] = package.templates.emplace(node.name.text, c.templates.size());
  if (!added)
    return twice(c, node.name.text, node.name.span, c.templates[at->second].node->name.span,
                 "package");
  c.templates.push_back({&node, &package});
}

void set_severities(Checking& c, const ast::SeverityDecl& decl) {
  auto& ladder = c.plan.severities;
  ladder.names.clear();
  for (const auto& name : decl.names) {
    lint_held_back(c, name);
    if (std::ranges::count(ladder.names, name.text) == 0)
      ladder.names.push_back(name.text);
    else
      twice(c, name.text, name.span, decl.span, "ladder");
  }
  const auto warn = std::ranges::find(ladder.names, "warn");
  ladder.default_rank =
      warn == ladder.names.end() ? 1 : static_cast<int>(warn - ladder.names.begin());
}

void check_params(Checking& c, const ast::Let& let) {
  std::map<std::string, Span> seen;
  for (const auto& param : let.params)
    if (const auto [at, added] = seen.emplace(param.name.text, param.name.span); !added)
      twice(c, param.name.text, param.name.span, at->second, "list of parameters");
}

// `severity` and `incident` stand at most once in a project.
bool is_first(Checking& c, std::optional<Span>& first, Span span, std::string_view word) {
  if (!first) {
    first = span;
    return true;
  }
  auto& d = c.diagnostics.error(
      "T1211", span, fmt::format("`{}` may stand once in a project; the first is here", word));
  d.related.push_back({*first, "the first"});
  return false;
}

struct Once {
  std::optional<Span> severity, incident;
};

void collect(Checking& c, Package& package, const ast::Decl& decl, Once& once) {
  if (const auto* unit = std::get_if<ast::Unit>(&decl.node)) add_units(c, package, *unit);
  if (const auto* let = std::get_if<ast::Let>(&decl.node)) add_let(c, package, package.lets, *let);
  if (const auto* model = std::get_if<ast::Model>(&decl.node)) add_model(c, package, *model);
  if (const auto* channel = std::get_if<ast::Channel>(&decl.node))
    add_channel(c, package, *channel);
  if (const auto* node = std::get_if<ast::Template>(&decl.node)) add_template(c, package, *node);
  if (const auto* severity = std::get_if<ast::SeverityDecl>(&decl.node))
    if (is_first(c, once.severity, severity->span, "severity")) set_severities(c, *severity);
  if (const auto* incident = std::get_if<ast::Incident>(&decl.node))
    is_first(c, once.incident, incident->span, "incident");
}

std::optional<FoundLet> let_in(Lets& lets, const std::string& name, const Scope& scope) {
  const auto found = lets.find(name);
  if (found == lets.end()) return std::nullopt;
  std::atomic_ref(found->second.used).store(true, std::memory_order_relaxed);
  return FoundLet{found->second.let, scope};
}

}  // namespace

void hides(Checking& c, const ast::Name& name, std::string_view what, const Span* other) {
  auto& d = c.diagnostics.error(
      "T1102", name.span,
      fmt::format("`{}` hides {} with the same name; choose another name", name.text, what));
  if (other) d.related.push_back({*other, "hidden here"});
}

bool hides_outer(Checking& c, const Package& package, const ast::Name& name) {
  if (hides_builtin(c, name)) return true;
  const auto outer = package.lets.find(name.text);
  if (outer == package.lets.end()) return false;
  hides(c, name, "a `let` of the package", &outer->second.let->name.span);
  return true;
}

void add_let(Checking& c, Package& package, Lets& lets, const ast::Let& let,
             const ModelSource* model) {
  lint_held_back(c, let.name);
  check_params(c, let);
  if (hides_builtin(c, let.name)) return;
  if (model && model->fields.contains(let.name.text))
    return hides(c, let.name, "a field of the model",
                 &model->places[model->fields.at(let.name.text)]);
  if (const auto outer = package.lets.find(let.name.text);
      &lets != &package.lets && outer != package.lets.end())
    return hides(c, let.name, "a `let` of the package", &outer->second.let->name.span);
  if (const auto same = package.models.find(let.name.text); same != package.models.end())
    return twice(c, let.name.text, let.name.span, c.models[same->second].model->name.span,
                 "package");
  const auto [at, added] = lets.emplace(let.name.text, LetEntry{&let});
  if (!added)
    twice(c, let.name.text, let.name.span, at->second.let->name.span,
          &lets == &package.lets ? "package" : "block");
}

void collect_names(Checking& c, const std::vector<ast::File>& files) {
  Once once;
  for (const auto& file : files) {
    const auto name = folder_of(c.sources.file(file.file).path);
    auto& package = c.packages[name];
    package.name = name;
    c.package_of_file[file.file] = &package;
    for (const auto& decl : file.decls) collect(c, package, decl, once);
  }
  resolve_uses(c, files);
}

std::optional<FoundLet> find_let(const Scope& scope, const ast::Path& path) {
  if (path.parts.size() > 2 || !scope.package) return std::nullopt;
  if (path.parts.size() == 2) {
    const auto* import = import_of(*scope.package, path.parts[0]);
    if (!import || !import->package) return std::nullopt;
    auto* other = import->package;
    return let_in(other->lets, path.parts[1].text, {other, nullptr, scope.model});
  }
  const auto& name = path.parts.front().text;
  if (scope.watch_lets)
    if (auto found =
            let_in(*scope.watch_lets, name, {scope.package, scope.watch_lets, scope.model}))
      return found;
  return let_in(scope.package->lets, name, {scope.package, nullptr, scope.model});
}

void no_such_field(Checking& c, const ModelSource& model, const ast::Name& name) {
  if (model.damaged || c.damage.may_declare(name.text)) return;
  auto& d = c.diagnostics.error(
      "T1203", name.span,
      fmt::format("the model `{}` has no field `{}`", model.model->name.text, name.text));
  d.label = "not declared";
  if (const auto near = nearest(name.text, names_of(model.fields))) {
    const std::string field(*near);
    d.related.push_back({model.places[model.fields.at(field)], "a field with a similar name"});
    d.fix = Fix{"use the declared name", {{name.span, field}}};
  } else {
    d.notes.push_back("known: " + listed(names_of(model.fields)));
  }
}

bool is_measure_name(const Checking& c, std::string_view name) {
  return c.catalogue.measure(name) != nullptr;
}

bool is_builtin(const Catalogue& catalogue, std::string_view name) {
  return catalogue.measure(name) != nullptr || is_scalar_name(name);
}

std::vector<std::string_view> scalar_functions() { return {kScalars.begin(), kScalars.end()}; }

bool is_scalar_call(const ast::Expr& call) {
  const auto& name = call.path.parts[0].text;
  if (name != "min" && name != "max") return is_scalar_name(name);
  return std::ranges::count_if(call.args, [](const auto& a) { return !a.name && a.value; }) > 1;
}

}  // namespace tocsin::dsl
