#include "dsl/check_generator.hpp"

#include "base/spelling.hpp"
#include "dsl/check_row.hpp"
#include "dsl/clash.hpp"
#include "dsl/saturate.hpp"
#include "dsl/scope.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tocsin::dsl {
namespace {

using Kind = Generator::Kind;

constexpr auto kGenerators =
    std::to_array<std::string_view>({"cycle", "mix", "normal", "ramp", "uniform"});

std::string type_name(const Type& type) {
  switch (type.kind) {
    case TypeKind::boolean: return "bool";
    case TypeKind::integer: return "int";
    case TypeKind::number: return type.unit.empty() ? "number" : "number in " + type.unit;
    case TypeKind::share: return "share";
    case TypeKind::duration: return "duration";
    case TypeKind::time: return "time";
    case TypeKind::category: return "category";
    default: return "text";
  }
}

// The type as the model declares it.
std::string type_word(const Type& type, const Field& field) {
  if (!std::isfinite(field.low) && !std::isfinite(field.high)) return type_name(type);
  return fmt::format("{}, range {}..{}", type_name(type), show(type, field.low),
                     show(type, field.high));
}

// What a bare number was meant to say: 0.3 is 30% of a share, 400 of a duration in ms is 400ms.
std::optional<Fix> with_unit(const Type& type, const Field& field, const RowExpr& value,
                             Span span) {
  if (!value.type.is(TypeKind::number) || !value.type.unit.empty()) return std::nullopt;
  if (type.is(TypeKind::share) && value.number >= 0 && value.number <= 100) {
    const bool fraction = value.number <= 1;
    const auto percent = show_number(fraction ? value.number * 100 : value.number) + "%";
    return Fix{"write " + percent, {{span, percent}}, fraction};
  }
  if (!type.is(TypeKind::duration)) return std::nullopt;
  const auto unit = field.duration_unit.count() > 0 ? format_duration(field.duration_unit) : "1ms";
  const auto amount = show_number(value.number) + unit.substr(1);
  return Fix{"add the unit", {{span, amount}}, false};
}

// The value as a source would bring it.
std::string input_text(const Type& type, const RowExpr& value) {
  if (is_textual(type)) return value.text;
  if (type.is(TypeKind::boolean)) return value.number != 0 ? "true" : "false";
  const auto nanoseconds = dsl::nanoseconds(value.number);
  if (type.is(TypeKind::duration)) return format_duration(nanoseconds);
  if (type.is(TypeKind::time)) return format_utc(Instant{nanoseconds});
  return fmt::format("{}", value.number);
}

class GeneratorReader {
 public:
  GeneratorReader(Checking& c, Package& package, const Type& type, const Field& field)
      : c_(c), package_(package), type_(type), field_(field) {}

  std::optional<Generator> read(const ast::Expr& expr) {
    if (expr.op == ast::Op::path && expr.path.parts.size() == 1 &&
        expr.path.parts[0].text == "missing")
      return missing(expr.span);
    if (expr.op != ast::Op::call || expr.path.parts.size() != 1) return constant(expr);
    const auto& name = expr.path.parts[0].text;
    if (name == "cycle") return cycle(expr);
    if (name == "mix") return mix(expr);
    if (name == "ramp") return numeric(expr, Kind::ramp);
    if (name == "normal") return numeric(expr, Kind::normal);
    if (name == "uniform") return numeric(expr, Kind::uniform);
    if (is_scalar_call(expr)) return constant(expr);
    no_such(c_, "generator", {name, expr.path.span}, {kGenerators.begin(), kGenerators.end()});
    return std::nullopt;
  }

 private:
  bool not_allowed(Span span, std::string_view value, std::optional<Fix> fix = {}) {
    auto& d =
        c_.diagnostics.error("T7103", span,
                             fmt::format("test sets `{}` to {}, which its type {} does not allow",
                                         field_.name, value, type_word(type_, field_)));
    d.fix = std::move(fix);
    return false;
  }

  // A test may mean what the model should not get, and then says so.
  bool malformed(Span span, std::string_view value, std::string_view input) {
    not_allowed(span, value);
    c_.diagnostics.all().back().notes.push_back(
        fmt::format("to send it as malformed input, write it as a source would bring it: "
                    "`mix(\"{}\": 100%)`",
                    input));
    return false;
  }

  std::optional<Generator> missing(Span span) {
    if (field_.optional || field_.role == Role::label) return Generator{.kind = Kind::missing};
    malformed(span, "missing", "");
    return std::nullopt;
  }

  bool is_in_range(const RowExpr& value, Span span) {
    if (!is_numeric(type_)) return true;
    const bool share = type_.is(TypeKind::share);
    const double low = share ? std::max(field_.low, 0.0) : field_.low;
    const double high = share ? std::min(field_.high, 1.0) : field_.high;
    return (value.number >= low && value.number <= high) ||
           malformed(span, c_.sources.text(span), input_text(type_, value));
  }

  // A bare number stands for an amount, as it does in the data. Texts outside a declared set are
  // what contracts are there to find; one that is nearly a member is a slip.
  bool is_allowed(const RowExpr& value, Span span) {
    const bool bare = value.type.is(TypeKind::number) && value.type.unit.empty();
    const bool amount = bare && type_.is(TypeKind::number);
    if (!amount && compare_clash(type_, value.type) != Clash::none)
      return not_allowed(span, c_.sources.text(span), with_unit(type_, field_, value, span));
    if (type_.is(TypeKind::integer) && value.number != std::floor(value.number))
      return not_allowed(span, c_.sources.text(span));
    return !is_textual(type_) || is_no_slip(value.text, span);
  }

  bool is_no_slip(std::string_view text, Span span) {
    if (!type_.members || std::ranges::count(*type_.members, text) > 0) return true;
    const std::vector<std::string_view> members(type_.members->begin(), type_.members->end());
    const auto meant = misspelt(text, members);
    if (!meant) return true;
    return not_allowed(span, fmt::format("\"{}\"", text),
                       Fix{"use a member of the set", {{span, fmt::format("\"{}\"", *meant)}}});
  }

  // In the unit of the field, and maybe far from its values: how widely `normal` scatters.
  RowExprPtr amount(const ast::Expr& expr) {
    auto found = RowChecker(c_, {&package_, nullptr, nullptr}, field_.name).constant(expr);
    return found && is_allowed(*found, expr.span) ? found : nullptr;
  }

  RowExprPtr value(const ast::Expr& expr) {
    auto found = amount(expr);
    return found && is_in_range(*found, expr.span) ? found : nullptr;
  }

  std::optional<Generator> constant(const ast::Expr& expr) {
    const auto found = value(expr);
    if (!found) return std::nullopt;
    return Generator{.kind = Kind::constant, .texts = {input_text(type_, *found)}};
  }

  bool takes_values_only(const ast::Expr& expr) {
    for (const auto& arg : expr.args) {
      if (!arg.name && !arg.where && arg.value) continue;
      c_.diagnostics.error("T2113", arg.name ? arg.name->span : expr.span,
                           fmt::format("`{}` takes values only", expr.path.parts[0].text));
      return false;
    }
    return true;
  }

  std::optional<Generator> cycle(const ast::Expr& expr) {
    if (!takes_values_only(expr)) return std::nullopt;
    Generator made{.kind = Kind::cycle};
    for (const auto& arg : expr.args) {
      if (const auto found = value(*arg.value)) made.texts.push_back(input_text(type_, *found));
    }
    if (made.texts.size() < expr.args.size()) return std::nullopt;
    if (!made.texts.empty()) return made;
    c_.diagnostics.error("T2112", expr.span, "`cycle` expects values, found nothing");
    return std::nullopt;
  }

  // The names of the arguments are the values, as a source would bring them: "" is a missing one.
  bool is_input(const ast::Name& name) {
    const auto& text = name.text;
    if (text.empty()) return true;
    if (is_textual(type_)) return is_no_slip(text, name.span);
    if (type_.is(TypeKind::boolean))
      return text == "true" || text == "false" || not_allowed(name.span, text);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool reads = error == std::errc() && end == text.data() + text.size();
    if (type_.is(TypeKind::duration)) return parse_duration(text) || not_allowed(name.span, text);
    return (reads && is_numeric(type_)) || not_allowed(name.span, text);
  }

  std::optional<Generator> mix(const ast::Expr& expr) {
    Generator made{.kind = Kind::mix};
    double sum = 0;
    for (const auto& arg : expr.args) {
      if (!arg.name || arg.where) {
        c_.diagnostics.error(
            "T2112", expr.span,
            "`mix` expects values with their shares, such as `mix(\"a\": 90%, \"b\": 10%)`");
        return std::nullopt;
      }
      const auto share = RowChecker(c_, {&package_, nullptr, nullptr}, "mix").constant(*arg.value);
      if (!share || !is_input(*arg.name)) return std::nullopt;
      if (!share->type.is(TypeKind::share)) {
        c_.diagnostics.error(
            "T2112", arg.value->span,
            fmt::format("`mix` expects a share such as `90%`, found {}", describe(share->type)));
        return std::nullopt;
      }
      if (!is_possible_share(c_, share->type, {share->type, arg.value->span, true, share->number}))
        return std::nullopt;
      made.texts.push_back(arg.name->text);
      made.numbers.push_back(share->number);
      sum += share->number;
    }
    if (std::abs(sum - 1) < 1e-9) return made;
    c_.diagnostics.error(
        "T7106", expr.span,
        fmt::format("shares of `mix(...)` add up to {}%, not 100%", show_number(sum * 100)));
    return std::nullopt;
  }

  std::optional<Generator> numeric(const ast::Expr& expr, Kind kind) {
    if (!takes_values_only(expr)) return std::nullopt;
    const auto& name = expr.path.parts[0].text;
    if (!is_numeric(type_)) {
      not_allowed(expr.span, fmt::format("`{}(...)`", name));
      return std::nullopt;
    }
    if (expr.args.size() != 2) {
      c_.diagnostics.error("T2112", expr.span,
                           fmt::format("`{}` expects 2 values, found {}", name, expr.args.size()));
      return std::nullopt;
    }
    Generator made{.kind = kind};
    for (const auto& arg : expr.args) {
      const bool is_spread = kind == Kind::normal && !made.numbers.empty();
      const auto found = is_spread ? amount(*arg.value) : value(*arg.value);
      if (found) made.numbers.push_back(found->number);
    }
    if (made.numbers.size() < expr.args.size()) return std::nullopt;
    return made;
  }

  Checking& c_;
  Package& package_;
  const Type& type_;
  const Field& field_;
};

}  // namespace

std::optional<AssignPlan> check_assign(Checking& c, Package& package, std::size_t model,
                                       const ast::Assign& assign) {
  const auto& source = c.models[model];
  const auto found = source.fields.find(assign.field.text);
  if (found == source.fields.end()) {
    no_such_field(c, source, assign.field);
    return std::nullopt;
  }
  const auto field = found->second;
  const auto& schema = c.plan.models[model].schema;
  if (source.types[field].is(TypeKind::none)) return std::nullopt;
  if (field == schema.time_field && !source.damaged) {
    c.diagnostics.error(
        "T7103", assign.field.span,
        fmt::format("test sets `{}`, but the times of events come from `send ... over`",
                    assign.field.text));
    return std::nullopt;
  }
  if (assign.after && schema.fields[field].role != Role::label) {
    c.diagnostics.error(
        "T7103", assign.after->span,
        fmt::format("`after` says when a label arrives; `{}` is no label", assign.field.text));
    return std::nullopt;
  }
  auto value =
      GeneratorReader(c, package, source.types[field], schema.fields[field]).read(*assign.value);
  if (!value) return std::nullopt;
  AssignPlan plan{.field = field, .value = std::move(*value)};
  if (assign.after) plan.after = assign.after->value;
  return plan;
}

std::optional<Generator> check_answer(Checking& c, Package& package, const Type& type,
                                      const ast::Expr& expr) {
  Field answer;
  answer.name = "the answer";
  answer.optional = true;
  return GeneratorReader(c, package, type, answer).read(expr);
}

}  // namespace tocsin::dsl
