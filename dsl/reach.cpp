// What an expression speaks about: constants, one event, or many.
#include "dsl/packages.hpp"
#include "dsl/params.hpp"
#include "dsl/scope.hpp"

#include <algorithm>

namespace tocsin::dsl {
namespace {

using Params = std::vector<ast::Param>;

// Asks each `let` once, so that a chain of lets stays cheap and a circle ends.
class ReachFinder {
 public:
  ReachFinder(const Checking& c, const Scope& scope) : c_(c), scope_(scope) {}

  Reach of(const ast::Expr& expr) {
    if (expr.op == ast::Op::path) return of_path(expr.path);
    if (expr.op == ast::Op::call) return of_call(expr);
    return of_parts(expr);
  }

 private:
  Reach of_parts(const ast::Expr& expr) {
    auto reach = Reach::constant;
    for (const auto& child : expr.children) reach = std::max(reach, of(*child));
    for (const auto& arg : expr.args)
      if (arg.value) reach = std::max(reach, of(*arg.value));
    return reach;
  }

  Reach of_call(const ast::Expr& expr) {
    const bool bare = expr.path.parts.size() == 1;
    if (bare && is_scalar_call(expr)) return of_parts(expr);
    if (bare && is_measure_name(c_, expr.path.parts[0].text)) return Reach::window;
    const auto found = peek_let(expr.path);
    return found ? std::max(of_let(*found), of_parts(expr)) : of_parts(expr);
  }

  Reach of_path(const ast::Path& path) {
    const auto& name = path.parts.front().text;
    if (path.parts.size() == 1) {
      if (params_)
        for (const auto& param : *params_)
          if (param.name.text == name) return of_param(param.type);
      if (const auto* argument = argument_of(scope_, name)) return of_argument(*argument);
      if (scope_.model && scope_.model->fields.contains(name)) return Reach::row;
    }
    if (const auto found = peek_let(path)) return of_let(*found);
    return path.parts.size() == 1 && is_measure_name(c_, name) ? Reach::window : Reach::constant;
  }

  // Of a `let` whose arguments are looked at where they stand.
  static Reach of_param(const ast::TypeRef& type) {
    return type.word == "any" ? Reach::row : Reach::constant;
  }

  Reach of_argument(const Argument& argument) {
    if (argument.what == ParamClass::field) return Reach::row;
    if (!argument.value || argument.broken) return Reach::constant;
    return reach_of(c_, *argument.scope, *argument.value);
  }

  // As find_let(), without a trace.
  std::optional<FoundLet> peek_let(const ast::Path& path) const {
    const auto* lets = scope_.package ? &scope_.package->lets : nullptr;
    auto inner = scope_;
    if (path.parts.size() == 2 && scope_.package) {
      const auto* import = import_of(*scope_.package, path.parts[0]);
      if (!import || !import->package) return std::nullopt;
      inner = {import->package, nullptr, scope_.model};
      lets = &import->package->lets;
    } else if (path.parts.size() > 1) {
      return std::nullopt;
    } else if (scope_.watch_lets && scope_.watch_lets->contains(path.parts[0].text)) {
      lets = scope_.watch_lets;
    } else {
      inner.watch_lets = nullptr;
    }
    if (!lets) return std::nullopt;
    const auto found = lets->find(path.parts.back().text);
    if (found == lets->end()) return std::nullopt;
    inner.arguments = nullptr;
    return FoundLet{found->second.let, inner};
  }

  Reach of_let(const FoundLet& found) {
    const auto [at, added] = lets_.emplace(found.let, Reach::constant);
    if (!added) return at->second;
    const auto outer = scope_;
    const auto* outer_params = params_;
    scope_ = found.scope;
    params_ = &found.let->params;
    const auto reach = of(*found.let->value);
    scope_ = outer;
    params_ = outer_params;
    lets_[found.let] = reach;
    return reach;
  }

  const Checking& c_;
  Scope scope_;
  const Params* params_ = nullptr;
  std::unordered_map<const ast::Let*, Reach> lets_;
};

}  // namespace

Reach reach_of(const Checking& c, const Scope& scope, const ast::Expr& expr) {
  return ReachFinder(c, scope).of(expr);
}

}  // namespace tocsin::dsl
