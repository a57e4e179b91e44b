#include "dsl/check_literal.hpp"

#include "base/spelling.hpp"
#include "dsl/characters.hpp"
#include "dsl/literal.hpp"
#include "dsl/params.hpp"
#include "dsl/row_build.hpp"
#include "dsl/scope.hpp"
#include "dsl/type_rules.hpp"
#include "dsl/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
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

// `1h30min` as the language has it, `1h30m`; empty for what is no span of time.
std::string span_of_time(std::string_view written) {
  std::string meant;
  while (!written.empty()) {
    const auto number = number_size(written);
    const auto letters = std::ranges::find_if_not(written.substr(number), is_id_start);
    const auto size = static_cast<std::size_t>(letters - written.substr(number).begin());
    const auto word = written.substr(number, size);
    const auto unit = time_unit(word);
    const bool is_known = !unit.empty() || parse_duration("1" + std::string(word));
    if (number == 0 || !is_known) return {};
    meant += written.substr(0, number);
    meant += unit.empty() ? word : unit;
    written.remove_prefix(number + size);
  }
  return meant;
}

// The same word in other letters, or with more behind it: `eur` and `EURO` for `EUR`.
bool surely_means(std::string_view unit, std::string_view declared) {
  const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
  const auto common = std::min(unit.size(), declared.size());
  return std::ranges::equal(unit.substr(0, common), declared.substr(0, common), same);
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
  const auto declared = names_of(package.units);
  auto& d = c.diagnostics.error(
      "T2102", span, fmt::format("unit `{}` is not declared; add `unit {}`", unit, unit));
  if (const auto near = nearest(unit, declared)) {
    d.related.push_back({package.units.at(std::string(*near)), "a unit with a similar name"});
    d.fix = Fix{"use the declared unit",
                {{end_of(span, unit.size()), std::string(*near)}},
                surely_means(unit, *near)};
    return;
  }
  if (!declared.empty()) d.notes.push_back("declared: " + listed(declared));
  if (std::ranges::none_of(unit, is_digit))
    d.fix =
        Fix{"declare the unit", {{after_header(c, span.file), "\nunit " + unit}}, declared.empty()};
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

bool is_misnamed_rate(Checking& c, const Scope& scope, const ast::Expr& expr) {
  if (expr.op != ast::Op::divide || expr.children[0]->op != ast::Op::number) return false;
  const auto& below = *expr.children[1];
  if (below.op != ast::Op::path || below.path.parts.size() != 1) return false;
  const auto& word = below.path.parts[0].text;
  const auto unit = unit_of(word);
  const bool is_name = argument_of(scope, word) || find_let(scope, below.path) ||
                       (scope.model && scope.model->fields.contains(word));
  if (unit.empty() || is_name) return false;
  auto& d = c.diagnostics.error(
      "T2101", below.span,
      fmt::format("unknown unit `{}`; minutes are `m`, milliseconds `ms`", word));
  d.fix = Fix{
      "use the language's name for the unit",
      {{expr.span, fmt::format("{}/{}", on_one_line(c.sources, expr.children[0]->span), unit)}}};
  return true;
}

bool is_declared_unit(Checking& c, const Package& package, const std::string& unit, Span span) {
  if (package.units.contains(unit)) return true;
  if (is_calendar_word(unit)) {
    c.diagnostics.error("T2117", span, std::string(kNoFixedLength));
    return false;
  }
  const auto span_meant = span_of_time(c.sources.text(span));
  const auto time = span_meant.empty() ? std::string(time_unit(unit)) : span_meant;
  if (time.empty()) {
    if (!c.damage.may_declare(unit)) undeclared(c, package, unit, span);
    return false;
  }
  auto& d = c.diagnostics.error(
      "T2101", span, fmt::format("unknown unit `{}`; minutes are `m`, milliseconds `ms`", unit));
  d.fix = Fix{"use the unit of the language",
              {{span_meant.empty() ? end_of(span, unit.size()) : span, time}}};
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
