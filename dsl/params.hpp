// Parameters of a `let` or a template: what each stands for while the body is read.
#pragma once

#include "dsl/checking.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// What a parameter takes: a value, or the name of a field, a reference or a severity.
enum class ParamClass { value, field, reference, severity };

struct Argument {
  const ast::Param* param = nullptr;
  ParamClass what = ParamClass::value;
  Type type;                         // of a value
  const ast::Expr* value = nullptr;  // null: nothing is known of it
  const Scope* scope = nullptr;      // in which `value` stands
  std::size_t depth = 0;             // how many lets were open where `value` stands
  bool broken = false;               // it does not fit, which was said
};

// The arguments of one use. Stays where it is: the defaults of later parameters point into it.
class Arguments {
 public:
  explicit Arguments(Scope definition);
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  const Argument* find(std::string_view name) const;
  // The scope of the body.
  const Scope& scope() const { return scope_; }
  void add(Argument argument) { all_.push_back(argument); }
  const std::vector<Argument>& all() const { return all_; }

 private:
  std::vector<Argument> all_;
  Scope scope_;
};

// Who is called, and from where. `kind` is "let" or "template".
struct Call {
  std::string_view kind;
  const ast::Name& name;
  const std::vector<ast::Param>& params;
  const std::vector<ast::Arg>& args;
  Span span;
  const Scope& caller;
  std::size_t depth = 0;
};

// Gives each parameter its argument or its default. T2112, T2113, T6101; false when something was
// said. What does not fit is broken and stays silent.
bool bind_arguments(Checking& c, const Call& call, Arguments& arguments);

// Every parameter, of its type and without a value: how a body is read that nobody uses yet.
// T1101, T1102, T2102 of the parameters themselves, and those of their defaults.
void bind_unknown(Checking& c, const Call& call, Arguments& arguments);

// T1208 when `let` is being read already; T0016 when a chain of lets unfolds without end. True when
// it was said.
bool is_endless(Checking& c, const ast::Let& let);

// Reads an argument where it stands: only the lets around the call are open there.
template <typename Read>
auto read_outside(Checking& c, const Argument& argument, Read read) {
  auto open = c.unfolding;
  c.unfolding.resize(std::min(argument.depth, open.size()));
  auto result = read();
  c.unfolding = std::move(open);
  return result;
}

// The argument that a bare name stands for, or null.
const Argument* argument_of(const Scope& scope, std::string_view name);

// The name itself, or the one that the parameter stands for. Nothing when that is not known, or
// does not fit, which was said.
std::optional<ast::Name> meant(const Scope& scope, const ast::Name& name);

// The same of a reference.
std::optional<ast::Path> reference_meant(const Scope& scope, const ast::Path& path);

// A value of which only the type is known: it takes part in no comparison of values.
double unknown_number();
bool is_unknown(double number);

// The text of an expression with the arguments in place of the parameters.
std::string spelled_out(const Checking& c, const Scope& scope, const ast::Expr& expr);
// It mentions a parameter.
bool mentions_parameter(const Scope& scope, const ast::Expr& expr);

}  // namespace tocsin::dsl
