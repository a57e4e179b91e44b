// The names of a project: collected first, looked up later.
#pragma once

#include "dsl/checking.hpp"

#include <string_view>
#include <vector>

namespace tocsin::dsl {

// Fills packages, units, lets, severities, and the names of models and channels, so that the order
// of files and declarations does not matter. T1101, T1102, T1211.
void collect_names(Checking& c, const std::vector<ast::File>& files);

// Adds the `let` of a package, or of a watch block over `model`. T1101, T1102.
void add_let(Checking& c, Package& package, Lets& lets, const ast::Let& let,
             const ModelSource* model = nullptr);

// T1102: `name` hides `what`; `other` is where that is declared, if anywhere.
void hides(Checking& c, const ast::Name& name, std::string_view what, const Span* other);

// T1102: the name of a builtin or of a `let` of the package. True when it was said.
bool hides_outer(Checking& c, const Package& package, const ast::Name& name);

// What an expression speaks about, at its deepest: constants only, one event, many events.
enum class Reach { constant, row, window };
Reach reach_of(const Checking& c, const Scope& scope, const ast::Expr& expr);

struct FoundLet {
  const ast::Let* let = nullptr;
  Scope scope;  // of its body
};
// The `let` of the watch block, of the package, or of the one that an alias names; marks it as
// used.
std::optional<FoundLet> find_let(const Scope& scope, const ast::Path& path);

// T1203, with the similar field. Silent when the model is damaged.
void no_such_field(Checking& c, const ModelSource& model, const ast::Name& name);

// A measure of the catalogue or of the language: their names are taken at window level.
bool is_measure_name(const Checking& c, std::string_view name);
// abs, min, max, orelse, hour, ...; with one argument `min` and `max` are measures.
bool is_scalar_call(const ast::Expr& call);
std::vector<std::string_view> scalar_functions();

}  // namespace tocsin::dsl
