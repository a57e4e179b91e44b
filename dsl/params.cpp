#include "dsl/params.hpp"

#include "dsl/check_literal.hpp"
#include "dsl/check_measure.hpp"
#include "dsl/clash.hpp"
#include "dsl/scope.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace tocsin::dsl {
namespace {

// Lets are macros: a chain of doublings must not unfold without end.
constexpr std::size_t kMostUnfolded = 10'000;
constexpr std::size_t kDeepest = 200;  // lets in lets, as brackets in brackets

constexpr auto kTypes = std::to_array<std::pair<std::string_view, TypeKind>>({
    {"bool", TypeKind::boolean},
    {"int", TypeKind::integer},
    {"number", TypeKind::number},
    {"share", TypeKind::share},
    {"duration", TypeKind::duration},
    {"time", TypeKind::time},
    {"text", TypeKind::text},
    {"category", TypeKind::category},
});

ParamClass class_of(const ast::TypeRef& ref) {
  if (ref.word == "any") return ParamClass::field;
  if (ref.word == "reference") return ParamClass::reference;
  return ref.word == "severity" ? ParamClass::severity : ParamClass::value;
}

std::string_view expected(const Argument& argument) {
  switch (argument.what) {
    case ParamClass::field: return "the name of a field";
    case ParamClass::reference: return "the name of a reference";
    case ParamClass::severity: return "a severity";
    default: return "a value";
  }
}

std::string expects(const Argument& argument) {
  return argument.what == ParamClass::value ? describe(argument.type)
                                            : std::string(expected(argument));
}

// A parameter is written in the units of its argument.
bool has_no_unit(Checking& c, const ast::TypeRef& ref) {
  if (ref.word != "duration" || !ref.unit) return true;
  c.diagnostics.error("T2112", ref.unit->span,
                      "a parameter expects a duration with its own unit, such as `300ms`; `in` is "
                      "for fields of bare numbers");
  return false;
}

// The declared type; `none` when it could not be read.
Type type_of(Checking& c, const Scope& scope, const ast::TypeRef& ref) {
  const auto found = std::ranges::find(kTypes, ref.word, &decltype(kTypes)::value_type::first);
  if (found == kTypes.end() || !has_no_unit(c, ref)) return {};
  Type type = simple(found->second);
  if (ref.unit && type.is(TypeKind::number)) {
    if (!is_declared_unit(c, *scope.package, ref.unit->text, ref.unit->span)) return {};
    type.unit = ref.unit->text;
  }
  if (!ref.set) return type;
  RowChecker checker(c, {scope.package, nullptr, nullptr}, "category of");
  auto members = checker.members(*ref.set, simple(TypeKind::text), "");
  if (!members) return {};
  type.members = std::make_shared<const std::vector<std::string>>(std::move(members->texts));
  return type;
}

Argument declared(Checking& c, const Scope& scope, const ast::Param& param) {
  Argument argument;
  argument.param = &param;
  argument.what = class_of(param.type);
  if (argument.what != ParamClass::value) return argument;
  argument.type = type_of(c, scope, param.type);
  argument.broken = argument.type.is(TypeKind::none);
  return argument;
}

// One call while its arguments are laid beside the parameters.
class Binder {
 public:
  Binder(Checking& c, const Call& call, Arguments& out) : c_(c), call_(call), out_(out) {}

  bool bind() {
    place();
    for (std::size_t i = 0; i < call_.params.size(); ++i) add(call_.params[i], given_[i]);
    return fits_;
  }

  // The default alone; the parameter stays without a value.
  void check_default(Argument argument) {
    argument.value = argument.param->fallback.get();
    if (argument.value && !argument.broken) is_fit(argument);
  }

 private:
  // Which argument goes to which parameter.
  void place() {
    given_.resize(call_.params.size());
    std::size_t position = 0;
    for (const auto& arg : call_.args) {
      if (arg.where)
        say("T2113", arg.where->span,
            fmt::format("`{}` has no filter; put `where` into its body", call_.name.text));
      if (!arg.value) continue;
      if (arg.name) {
        place_named(arg);
      } else if (position < given_.size()) {
        given_[position++] = arg.value.get();
      } else {
        say("T2112", arg.value->span,
            fmt::format("`{}` expects {} {}, found more", call_.name.text, given_.size(),
                        given_.size() == 1 ? "value" : "values"));
      }
    }
  }

  void place_named(const ast::Arg& arg) {
    const auto found = std::ranges::find(call_.params, arg.name->text,
                                         [](const auto& param) { return param.name.text; });
    if (found == call_.params.end()) return unknown_name(*arg.name);
    auto& slot = given_[static_cast<std::size_t>(found - call_.params.begin())];
    if (slot) {
      fits_ = false;
      return twice(c_, arg.name->text, arg.name->span, slot->span, "call");
    }
    slot = arg.value.get();
  }

  void unknown_name(const ast::Name& name) {
    misnamed_ = true;
    std::vector<std::string_view> known;
    for (const auto& param : call_.params) known.push_back(param.name.text);
    say("T2113", name.span,
        fmt::format("`{}` has no argument named `{}`; it takes {}", call_.name.text, name.text,
                    known.empty() ? "none" : listed(known)));
  }

  void add(const ast::Param& param, const ast::Expr* given) {
    auto argument = declared(c_, out_.scope(), param);
    argument.value = given ? given : param.fallback.get();
    argument.scope = given ? &call_.caller : &out_.scope();
    argument.depth = call_.depth;
    if (argument.broken)
      fits_ = false;
    else if (!argument.value)
      lacks(argument);
    else if (!is_fit(argument))
      argument.broken = true, fits_ = false;
    out_.add(argument);
  }

  void lacks(Argument& argument) {
    argument.broken = true;
    if (misnamed_) return;  // it may be the one that was meant
    const auto& name = argument.param->name;
    auto& d = say(call_.kind == "let" ? "T2112" : "T6101", call_.span,
                  call_.kind == "let"
                      ? fmt::format("`{}` expects {} for `{}`, found nothing", call_.name.text,
                                    expects(argument), name.text)
                      : fmt::format("template `{}` lacks argument `{}: {}`", call_.name.text,
                                    name.text, on_one_line(c_.sources, argument.param->type.span)));
    d.related.push_back({name.span, "declared here"});
  }

  bool is_fit(const Argument& argument) {
    switch (argument.what) {
      case ParamClass::field: return is_field(argument);
      case ParamClass::reference: return is_reference(argument);
      case ParamClass::severity: return is_severity(argument);
      default: return is_value(argument);
    }
  }

  // The bare name that such an argument must be, a parameter of the caller followed to its end.
  // Nothing is known of it when that is a parameter without a value.
  std::optional<ast::Name> bare_name(const Argument& argument) {
    const auto& value = *argument.value;
    if (value.op == ast::Op::path && value.path.parts.size() == 1)
      return meant(*argument.scope, value.path.parts.front());
    unfit(argument, "an expression");
    return std::nullopt;
  }

  bool is_field(const Argument& argument) {
    const auto name = bare_name(argument);
    if (!name || !argument.scope->model) return name.has_value();
    if (argument.scope->model->fields.contains(name->text)) return true;
    no_such_field(c_, *argument.scope->model, *name);
    return false;
  }

  bool is_reference(const Argument& argument) {
    const auto name = bare_name(argument);
    if (!name || !argument.scope->model) return name.has_value();
    const auto& known = argument.scope->model->references;
    if (known.contains(name->text)) return true;
    if (!argument.scope->model->damaged) no_such(c_, "reference", *name, names_of(known));
    return false;
  }

  bool is_severity(const Argument& argument) {
    const auto name = bare_name(argument);
    return name && severity_rank(c_, *name).has_value();
  }

  bool is_value(const Argument& argument) {
    const auto found = type_found(argument);
    if (!found) return false;
    const auto type = present(as_value(found->type));
    if (type.is(TypeKind::none)) return true;
    if (compare_clash(argument.type, type) != Clash::none) return unfit(argument, describe(type));
    if (!found->constant) return true;
    if (is_textual(argument.type))
      return is_member(c_, argument.type, found->text, argument.value->span,
                       fmt::format("`{}`", argument.param->name.text));
    if (argument.type.is(TypeKind::integer) && std::trunc(found->number) != found->number &&
        !is_unknown(found->number))
      return unfit(argument, show_number(found->number));
    return is_possible_share(c_, argument.type, {type, argument.value->span, true, found->number});
  }

  struct Found {
    Type type;
    bool constant = false;
    double number = 0;
    std::string text;
  };

  // A value over many events for a measure, else of one event. Nothing after a diagnostic.
  std::optional<Found> type_found(const Argument& argument) {
    const auto& value = *argument.value;
    const auto& scope = *argument.scope;
    if (reach_of(c_, scope, value) == Reach::window) {
      if (!scope.model) return unfit_measure(argument);
      const auto measured = MeasureChecker(c_, {scope, nullptr, std::nullopt}).measure(value);
      if (!measured.value) return std::nullopt;
      return Found{measured.value->type};
    }
    const auto row = RowChecker(c_, scope, call_.name.text).value(value);
    if (!row) return std::nullopt;
    const bool constant = row->op == RowOp::constant;
    if (!constant && call_.kind == "template") {
      unfit(argument, "a value of one event");
      return std::nullopt;
    }
    return Found{row->type, constant && !is_unknown(row->number), row->number, row->text};
  }

  std::optional<Found> unfit_measure(const Argument& argument) {
    unfit(argument, "a measure");
    return std::nullopt;
  }

  bool unfit(const Argument& argument, std::string_view found) {
    const auto& name = argument.param->name;
    auto& d = say("T2112", argument.value->span,
                  fmt::format("`{}` of `{}` expects {}, found {}", name.text, call_.name.text,
                              expects(argument), found));
    if (!(name.span == argument.value->span)) d.related.push_back({name.span, "declared here"});
    return false;
  }

  Diagnostic& say(const char* code, Span span, std::string message) {
    fits_ = false;
    return c_.diagnostics.error(code, span, std::move(message));
  }

  Checking& c_;
  const Call& call_;
  Arguments& out_;
  std::vector<const ast::Expr*> given_;
  bool fits_ = true;
  bool misnamed_ = false;
};

// Calls `take(name)` for every bare name of the expression that may be a parameter.
void for_each_name(const ast::Expr& expr, const std::function<void(const ast::Expr&)>& take) {
  if (expr.op == ast::Op::path && expr.path.parts.size() == 1) take(expr);
  for (const auto& child : expr.children) for_each_name(*child, take);
  for (const auto& arg : expr.args) {
    if (arg.value) for_each_name(*arg.value, take);
    if (arg.where) for_each_name(*arg.where, take);
  }
}

bool is_simple(const ast::Expr& expr) {
  return is_literal(expr) || expr.op == ast::Op::path || expr.op == ast::Op::call ||
         expr.op == ast::Op::set;
}

}  // namespace

Arguments::Arguments(Scope definition) : scope_(definition) { scope_.arguments = this; }

const Argument* Arguments::find(std::string_view name) const {
  const auto found = std::ranges::find(
      all_, name, [](const auto& argument) -> const auto& { return argument.param->name.text; });
  return found == all_.end() ? nullptr : &*found;
}

bool bind_arguments(Checking& c, const Call& call, Arguments& arguments) {
  return Binder(c, call, arguments).bind();
}

void bind_unknown(Checking& c, const Call& call, Arguments& arguments) {
  for (const auto& param : call.params) {
    if (const auto* same = arguments.find(param.name.text)) {
      twice(c, param.name.text, param.name.span, same->param->name.span, "list of parameters");
      continue;
    }
    hides_outer(c, *arguments.scope().package, param.name);
    auto argument = declared(c, arguments.scope(), param);
    argument.scope = &arguments.scope();
    Binder(c, call, arguments).check_default(argument);
    arguments.add(argument);
  }
}

bool is_endless(Checking& c, const ast::Let& let) {
  if (c.unfolding.size() >= kDeepest) {
    c.diagnostics.error("T0016", let.name.span,
                        fmt::format("`let {}` stands in a chain of more than {} lets",
                                    c.unfolding.front()->name.text, kDeepest));
    return true;
  }
  if (std::ranges::count(c.unfolding, &let) > 0) {
    std::string circle;
    for (const auto* step : c.unfolding) circle += step->name.text + " -> ";
    c.diagnostics.error(
        "T1208", let.name.span,
        fmt::format("`{}` refers to itself through {}", let.name.text, circle + let.name.text));
    return true;
  }
  if (++c.unfolded <= kMostUnfolded) return false;
  if (c.unfolded == kMostUnfolded + 1)
    c.diagnostics.error("T0016", let.name.span,
                        fmt::format("`let {}` unfolds to too many values", let.name.text));
  return true;
}

const Argument* argument_of(const Scope& scope, std::string_view name) {
  return scope.arguments ? scope.arguments->find(name) : nullptr;
}

std::optional<ast::Name> meant(const Scope& scope, const ast::Name& name) {
  const auto* argument = argument_of(scope, name.text);
  if (!argument) return name;
  if (argument->broken || !argument->value) return std::nullopt;
  const auto& value = *argument->value;
  if (value.op != ast::Op::path || value.path.parts.size() != 1) return name;
  return meant(*argument->scope, value.path.parts.front());
}

std::optional<ast::Path> reference_meant(const Scope& scope, const ast::Path& path) {
  if (path.parts.size() != 1) return path;
  const auto name = meant(scope, path.parts.front());
  if (!name) return std::nullopt;
  return ast::Path{{*name}, name->text == path.parts.front().text ? path.span : name->span};
}

double unknown_number() { return std::numeric_limits<double>::quiet_NaN(); }
bool is_unknown(double number) { return std::isnan(number); }

bool mentions_parameter(const Scope& scope, const ast::Expr& expr) {
  bool found = false;
  for_each_name(expr, [&](const ast::Expr& name) {
    found = found || argument_of(scope, name.path.parts.front().text) != nullptr;
  });
  return found;
}

std::string spelled_out(const Checking& c, const Scope& scope, const ast::Expr& expr) {
  std::string text;
  Span rest = expr.span;
  for_each_name(expr, [&](const ast::Expr& name) {
    const auto* argument = argument_of(scope, name.path.parts.front().text);
    if (!argument || !argument->value || argument->broken || name.span.begin < rest.begin) return;
    text += c.sources.text({rest.file, rest.begin, name.span.begin});
    const auto value = spelled_out(c, *argument->scope, *argument->value);
    text += is_simple(*argument->value) || &name == &expr ? value : "(" + value + ")";
    rest.begin = name.span.end;
  });
  return text + std::string(c.sources.text(rest));
}

}  // namespace tocsin::dsl
