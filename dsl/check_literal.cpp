#include "dsl/check_literal.hpp"

#include "base/spelling.hpp"
#include "dsl/literal.hpp"
#include "dsl/row_build.hpp"
#include "dsl/type_rules.hpp"
#include "dsl/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::dsl {
namespace {

// The unit that was meant by another word or by a capital; empty when it is none of time.
std::string_view time_unit(std::string_view word) {
  if (word == "D") return "d";
  if (word == "H") return "h";
  if (word == "M") return "m";
  return word == "S" ? "s" : unit_of(word);
}

// The unit is the end of the literal.
Span end_of(Span span, std::size_t length) {
  if (span.end - span.begin > length) span.begin = span.end - static_cast<std::uint32_t>(length);
  return span;
}

// Declarations begin below the first line.
Span after_header(const Checking& c, std::uint32_t file) {
  const auto line = static_cast<std::uint32_t>(c.sources.line(file, 1).size());
  return {file, line, line};
}

void undeclared(Checking& c, const Package& package, const std::string& unit, Span span) {
  auto& d = c.diagnostics.error(
      "T2102", span, fmt::format("unit `{}` is not declared; add `unit {}`", unit, unit));
  const auto near = nearest(unit, names_of(package.units));
  if (!near) {
    d.fix = Fix{"declare the unit", {{after_header(c, span.file), "\nunit " + unit}}};
    return;
  }
  d.related.push_back({package.units.at(std::string(*near)), "a unit with a similar name"});
  d.fix = Fix{"use the declared unit", {{end_of(span, unit.size()), std::string(*near)}}};
}

}  // namespace

bool is_literal(const ast::Expr& expr) {
  switch (expr.op) {
    case ast::Op::number:
    case ast::Op::percent:
    case ast::Op::points:
    case ast::Op::duration:
    case ast::Op::rate:
    case ast::Op::tagged:
    case ast::Op::text:
    case ast::Op::boolean:
    case ast::Op::datetime: return true;
    default: return false;
  }
}

RowExprPtr literal(Checking& c, const Package& package, const ast::Expr& expr) {
  const auto number = [](TypeKind kind, double value) { return make_number(simple(kind), value); };
  switch (expr.op) {
    case ast::Op::percent: return number(TypeKind::share, hundredths(expr.number));
    case ast::Op::points: return number(TypeKind::points, hundredths(expr.number));
    case ast::Op::boolean: return number(TypeKind::boolean, expr.number);
    case ast::Op::text: return make_text(simple(TypeKind::text), expr.text);
    case ast::Op::duration:
      return number(TypeKind::duration, static_cast<double>(expr.duration.count()));
    case ast::Op::rate:
      return number(TypeKind::rate,
                    expr.number / (static_cast<double>(expr.duration.count()) / 1e9));
    case ast::Op::tagged:
      if (!is_declared_unit(c, package, expr.text, expr.span)) return nullptr;
      return make_number(number_in(expr.text), expr.number);
    case ast::Op::datetime: {
      const auto at = instant(c, expr.text, {}, expr.span);
      return at ? number(TypeKind::time, static_cast<double>(at->time_since_epoch().count()))
                : nullptr;
    }
    default: return number(TypeKind::number, expr.number);
  }
}

bool is_declared_unit(Checking& c, const Package& package, const std::string& unit, Span span) {
  if (package.units.contains(unit)) return true;
  if (is_calendar_word(unit)) {
    c.diagnostics.error("T2117", span, std::string(kNoFixedLength));
    return false;
  }
  const auto time = time_unit(unit);
  if (time.empty()) {
    if (!c.damage.may_declare(unit)) undeclared(c, package, unit, span);
    return false;
  }
  auto& d = c.diagnostics.error(
      "T2101", span, fmt::format("unknown unit `{}`; minutes are `m`, milliseconds `ms`", unit));
  d.fix = Fix{"use the unit of the language", {{end_of(span, unit.size()), std::string(time)}}};
  return false;
}

bool has_zone(std::string_view datetime) {
  const auto time = datetime.find_first_of("T ");
  return time != std::string_view::npos &&
         datetime.find_first_of("Z+-", time + 1) != std::string_view::npos;
}

std::optional<Instant> instant(Checking& c, const std::string& text, std::string_view zone,
                               Span span) {
  const bool own = has_zone(text);
  if (!own && zone.empty()) {
    c.diagnostics.error(
        "T2121", span,
        fmt::format("`{}` has no zone; add `Z`, an offset, or `in \"Zone\"` where the clause "
                    "takes one",
                    text));
    return std::nullopt;
  }
  const bool date_only = text.find_first_of("T ") == std::string::npos;
  const auto at = parse_time(date_only ? text + "T00:00" : text, own ? std::string_view() : zone);
  if (!at)
    c.diagnostics.error(
        "T2119", span,
        fmt::format("`{}` is not a valid time, or does not exist in zone {} on that date", text,
                    own || zone.empty() ? "UTC" : zone));
  return at;
}

}  // namespace tocsin::dsl
