#include "dsl/check_let.hpp"

#include "dsl/check_measure.hpp"
#include "dsl/check_row.hpp"
#include "dsl/params.hpp"
#include "dsl/scope.hpp"
#include "dsl/unknown_model.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace tocsin::dsl {
namespace {

// What only the clause around a let decides: `against`, `by column`, what its `where` asserts.
bool depends_on_use(const Diagnostic& d) {
  static constexpr std::array<std::string_view, 3> kCodes{"T1102", "T1213", "T2109"};
  return d.level != Level::error || d.code.starts_with("T4") ||
         std::ranges::count(kCodes, d.code) > 0;
}

bool depends_on_model(const Diagnostic& d) {
  return depends_on_use(d) || d.code == "T1203" || d.code == "T1204";
}

// The set that a name stands for, by way of other lets.
bool is_name_of_set(const ast::Expr& expr, const Scope& scope, std::size_t steps = 0) {
  if (expr.op != ast::Op::path || steps > 100) return false;
  const auto found = find_let(scope, expr.path);
  return found && (found->let->value->op == ast::Op::set ||
                   is_name_of_set(*found->let->value, found->scope, steps + 1));
}

void read_set(Checking& c, const ast::Let& let, const Scope& scope) {
  if (let.value->children.empty()) return;
  RowChecker checker(c, scope, let.name.text);
  const auto first = checker.constant(*let.value->children.front());
  if (first) checker.members(*let.value, first->type, let.name.text);
}

void read_value(Checking& c, const ast::Let& let, const Scope& scope) {
  if (let.value->op == ast::Op::set) return read_set(c, let, scope);
  if (is_name_of_set(*let.value, scope)) return;
  if (reach_of(c, scope, *let.value) == Reach::window)
    MeasureChecker(c, {scope, nullptr, std::nullopt}).measure(*let.value);
  else
    RowChecker(c, scope, let.name.text).value(*let.value);
}

// What is said of the body, each parameter being a value of its type that nobody knows.
std::vector<Diagnostic> read(Checking& c, const ast::Let& let, const Scope& scope,
                             bool (*is_left_out)(const Diagnostic&)) {
  const auto first = c.diagnostics.all().size();
  c.unfolded = 0;
  Arguments arguments(scope);
  bind_unknown(c, {"let", let.name, let.params, {}, let.span, arguments.scope()}, arguments);
  c.unfolding = {&let};
  read_value(c, let, arguments.scope());
  c.unfolding.clear();
  auto said = c.diagnostics.cut(first);
  std::erase_if(said, is_left_out);
  return said;
}

void add_all(Checking& c, std::vector<Diagnostic> said) {
  for (auto& d : said) c.diagnostics.add(std::move(d));
}

std::vector<Diagnostic> read_of_any_model(Checking& c, Package& package, const ast::Let& let) {
  const UnknownModel model(c, package, let);
  return read(c, let, {&package, nullptr, &c.models.back()}, depends_on_model);
}

// The fewest complaints that a model of the package gives.
std::vector<Diagnostic> read_of_best_model(Checking& c, Package& package, const ast::Let& let) {
  std::optional<std::vector<Diagnostic>> best;
  for (const auto& model : c.models) {
    if (model.package != &package) continue;
    auto said = read(c, let, {&package, nullptr, &model}, depends_on_use);
    if (!best || said.size() < best->size()) best = std::move(said);
  }
  return std::move(best).value_or(std::vector<Diagnostic>{});
}

std::vector<const ast::Let*> unused(const Lets& lets) {
  std::vector<const ast::Let*> found;
  for (const auto& name : names_of(lets))
    if (const auto& entry = lets.at(std::string(name)); !entry.used) found.push_back(entry.let);
  return found;
}

}  // namespace

void check_unused(Checking& c, const Scope& scope, const Lets& lets) {
  for (const auto* let : unused(lets)) add_all(c, read(c, *let, scope, depends_on_use));
}

void check_unused(Checking& c) {
  for (auto& [folder, package] : c.packages)
    for (const auto* let : unused(package.lets)) {
      auto said = read_of_any_model(c, package, *let);
      if (said.empty()) said = read_of_best_model(c, package, *let);
      add_all(c, std::move(said));
    }
}

}  // namespace tocsin::dsl
