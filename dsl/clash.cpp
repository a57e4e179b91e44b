#include "dsl/clash.hpp"

#include "base/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::dsl {
namespace {

// "a number without unit" under the carets.
std::string bare(const OtherSide& other) {
  return other.constant && other.type.is(TypeKind::number) && other.type.unit.empty()
             ? "a number without unit"
             : describe(other.type);
}

void share_needed(Checking& c, const Side& subject, const OtherSide& other) {
  auto& d = c.diagnostics.error("T2104", other.span, "a share is compared with a bare number");
  d.label = bare(other);
  d.related.push_back({subject.place, "this is a share, between 0% and 100%"});
  if (!other.constant) return;
  const bool fraction = std::abs(other.number) <= 1;
  const auto percent = show_number(fraction ? other.number * 100 : other.number) + "%";
  d.fix = Fix{"write the threshold as a percentage", {{other.span, percent}}, fraction};
}

void number_needed(Checking& c, const Side& subject, const OtherSide& other) {
  auto& d = c.diagnostics.error(
      "T2106", other.span,
      fmt::format("`{}` is not a share; write the threshold as a plain number, such as 0.2",
                  subject.text));
  d.label = "a percentage";
  d.related.push_back({subject.place, "this is " + describe(subject.type)});
  if (other.constant)
    d.fix = Fix{"write a plain number",
                {{other.span, show_number(other.number) + subject.type.unit}},
                subject.type.unit.empty()};
}

void duration_needed(Checking& c, const Side& subject, const OtherSide& other) {
  auto& d = c.diagnostics.error("T2107", other.span,
                                "a duration is compared with a bare number; add a unit");
  d.label = bare(other);
  d.related.push_back({subject.place, "this is a duration"});
  if (other.constant)
    d.fix = Fix{"add the unit, such as milliseconds",
                {{other.span, show_number(other.number) + "ms"}},
                false};
}

void points_needed(Checking& c, const Side& subject, const OtherSide& other) {
  const bool percent = other.type.is(TypeKind::share);
  const bool fraction = percent || std::abs(other.number) < 1;
  const auto points = show_number(fraction ? other.number * 100 : other.number);
  auto& d = c.diagnostics.error(
      "T2108", other.span,
      fmt::format("the difference of two shares is measured in points; write `{}pp`", points));
  d.related.push_back({subject.place, "this is a difference of two shares"});
  if (other.constant) d.fix = Fix{"write points", {{other.span, points + "pp"}}, percent};
}

// A bare number beside an amount: 500 means 500EUR only to a person.
void add_unit(Diagnostic& d, const Side& subject, const OtherSide& other) {
  const auto& unit = subject.type.unit;
  const bool simple_unit = unit.find_first_of("*/^") == std::string::npos;
  if (other.constant && !unit.empty() && simple_unit && other.type.is(TypeKind::number) &&
      other.type.unit.empty())
    d.fix = Fix{"add the unit", {{other.span, show_number(other.number) + unit}}, false};
}

void different(Checking& c, const Side& subject, const OtherSide& other, std::string_view op) {
  auto& d =
      c.diagnostics.error("T2103", other.span,
                          fmt::format("`{}` needs two values of the same kind, found {} and {}", op,
                                      describe(subject.type), describe(other.type)));
  d.label = describe(other.type);
  if (!(subject.place == other.span)) d.related.push_back({subject.place, describe(subject.type)});
  add_unit(d, subject, other);
}

}  // namespace

void report_clash(Checking& c, Clash clash, const Side& subject, const OtherSide& other,
                  std::string_view op) {
  switch (clash) {
    case Clash::none: return;
    case Clash::share_needed: return share_needed(c, subject, other);
    case Clash::number_needed: return number_needed(c, subject, other);
    case Clash::duration_needed: return duration_needed(c, subject, other);
    case Clash::points_needed: return points_needed(c, subject, other);
    case Clash::different: return different(c, subject, other, op);
  }
}

std::string cannot_combine(char op, const Type& left, const Type& right) {
  const auto counts = [](const Type& type) { return is_numeric(type) || type.is(TypeKind::time); };
  const bool both = counts(left) && counts(right);
  return fmt::format(
      "`{}` {}, found {} and {}", op,
      both ? "needs two values of the same kind" : "takes numbers, shares, durations and rates",
      describe(left), describe(right));
}

bool is_window_after_in(const ast::Expr& expr) {
  return expr.op == ast::Op::in && expr.children[1]->op == ast::Op::duration;
}

void window_after_in(Checking& c, const ast::Expr& expr) {
  const Span between{expr.span.file, expr.children[0]->span.end, expr.children[1]->span.begin};
  auto& d = c.diagnostics.error("T0001", between, "expected `over` before a window, found `in`");
  d.fix = Fix{"write `over`", {{between, " over "}}};
}

bool is_possible_share(Checking& c, const Type& subject, const OtherSide& other) {
  if (!subject.is(TypeKind::share) || !other.type.is(TypeKind::share) || !other.constant)
    return true;
  if (other.number >= 0 && other.number <= 1) return true;
  c.diagnostics.error("T2105", other.span,
                      fmt::format("a share cannot be {}; it lies between 0% and 100%",
                                  show(other.type, other.number)));
  return false;
}

bool is_member(Checking& c, const Type& category, std::string_view text, Span span,
               std::string_view set_name) {
  if (!category.members || std::ranges::count(*category.members, text) > 0) return true;
  const std::vector<std::string_view> known(category.members->begin(), category.members->end());
  auto& d = c.diagnostics.error(
      "T2111", span,
      fmt::format("\"{}\" is not a member of {}; members: {}", text, set_name, listed(known)));
  if (const auto near = nearest(text, known))
    d.fix = Fix{"use the declared member", {{span, fmt::format("\"{}\"", *near)}}};
  return false;
}

}  // namespace tocsin::dsl
