// The comparisons of row expressions: `= < in is like`.
#include "dsl/check_row.hpp"
#include "dsl/clash.hpp"
#include "dsl/packages.hpp"
#include "dsl/row_build.hpp"
#include "dsl/type_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace tocsin::dsl {
namespace {

RowOp comparison_op(std::string_view op) {
  if (op == "=") return RowOp::equal;
  if (op == "!=") return RowOp::not_equal;
  if (op == "<") return RowOp::less;
  if (op == "<=") return RowOp::less_equal;
  return op == ">" ? RowOp::greater : RowOp::greater_equal;
}

bool orders(RowOp op) { return op != RowOp::equal && op != RowOp::not_equal; }

// Where the type of a value was declared: the field's name, else the value itself.
Span place_of(const ModelSource* model, const RowExpr& value, Span span) {
  return value.op == RowOp::field && model ? model->places[value.field] : span;
}

// To look many texts up; empty where a few are found faster one by one.
std::unordered_set<std::string_view> known_members(const Type& category, std::size_t looked_up) {
  constexpr std::size_t kFew = 16;
  if (looked_up < kFew || !category.members) return {};
  return {category.members->begin(), category.members->end()};
}

bool have_nothing_in_common(const Type& a, const Type& b) {
  if (!a.is(TypeKind::category) || !b.is(TypeKind::category) || !a.members || !b.members)
    return false;
  const auto known = known_members(b, a.members->size());
  return std::ranges::none_of(*a.members, [&](const std::string& member) {
    return known.empty() ? std::ranges::count(*b.members, member) > 0 : known.contains(member);
  });
}

}  // namespace

bool RowChecker::is_there(const RowExpr& value, Span span) {
  if (!value.type.optional) return true;
  const auto name = std::string(c_.sources.text(span));
  auto& d = c_.diagnostics.error(
      "T2109", span,
      fmt::format("`{}` may be missing; say `{} is present and ...` or `orelse({}, ...)`", name,
                  name, name));
  if (value.op == RowOp::field)
    d.related.push_back({place_of(scope_.model, value, span), "declared `optional`"});
  return false;
}

bool RowChecker::comparable(const RowExpr& subject, const ast::Expr& subject_ast,
                            const RowExpr& other, const ast::Expr& other_ast, std::string_view op) {
  const Side side{subject.type, subject_ast.span, on_one_line(c_.sources, subject_ast.span),
                  place_of(scope_.model, subject, subject_ast.span)};
  const OtherSide against{other.type, other_ast.span, is_constant(other), other.number};
  const auto clash = compare_clash(subject.type, other.type);
  if (clash != Clash::none) {
    report_clash(c_, clash, side, against, op);
    return false;
  }
  if (have_nothing_in_common(subject.type, other.type)) {
    c_.diagnostics.error(
        "T2111", other_ast.span,
        fmt::format("`{}` and `{}` have no member in common, so they are never equal", side.text,
                    on_one_line(c_.sources, other_ast.span)));
    return false;
  }
  if (is_unknown(other.number)) return true;
  if (!is_possible_share(c_, subject.type, against)) return false;
  return !is_textual(subject.type) || !is_constant(other) ||
         is_member(c_, subject.type, other.text, other_ast.span, fmt::format("`{}`", side.text));
}

RowExprPtr RowChecker::comparison(const ast::Expr& expr) {
  auto left = value(*expr.children[0]);
  if (!left || !is_there(*left, expr.children[0]->span)) return nullptr;
  auto right = value(*expr.children[1]);
  if (!right || !is_there(*right, expr.children[1]->span)) return nullptr;
  const bool turned = is_constant(*left) && !is_constant(*right);
  const auto& subject_ast = *expr.children[turned ? 1 : 0];
  if (!comparable(turned ? *right : *left, subject_ast, turned ? *left : *right,
                  *expr.children[turned ? 0 : 1], expr.text))
    return nullptr;
  const auto op = comparison_op(expr.text);
  if (orders(op) && !is_ordered(left->type)) {
    c_.diagnostics.error("T2112", subject_ast.span,
                         fmt::format("`{}` expects numbers, shares, durations or times, found {}",
                                     expr.text, describe(left->type)));
    return nullptr;
  }
  return make_op(op, simple(TypeKind::boolean), {left, right});
}

RowExprPtr RowChecker::membership(const ast::Expr& expr) {
  auto subject = value(*expr.children[0]);
  if (!subject || !is_there(*subject, expr.children[0]->span)) return nullptr;
  RowExprPtr found;
  if (is_reference_condition(*expr.children[1])) {
    found = in_reference(*expr.children[1], subject, *expr.children[0]);
  } else if (expr.children[1]->op == ast::Op::range) {
    found = in_range(*expr.children[1], subject, *expr.children[0]);
  } else {
    const auto name = on_one_line(c_.sources, expr.children[0]->span);
    auto scope = scope_;
    if (const auto* written = set_of(*expr.children[1], scope);
        written && written->children.empty()) {
      c_.diagnostics.error("T3108", expr.children[1]->span,
                           "the set is empty, so nothing is in it");
      return nullptr;
    }
    if (auto set = members(*expr.children[1], subject->type, name))
      found = make_in_set(subject, std::move(set->texts), std::move(set->numbers));
  }
  if (!found || expr.op == ast::Op::in) return found;
  return make_op(RowOp::not_, found->type, {found});
}

// Both ends of a range; where both are wrong in one way they are one fault with one fix.
bool RowChecker::are_comparable(const RowExpr& subject, const ast::Expr& subject_ast,
                                const std::array<const RowExpr*, 2>& ends, const ast::Expr& range) {
  const bool low = comparable(subject, subject_ast, *ends[0], *range.children[0], "in");
  const auto said = c_.diagnostics.all().size();
  const bool high = comparable(subject, subject_ast, *ends[1], *range.children[1], "in");
  if (low || high) return low && high;
  const auto again = c_.diagnostics.cut(said);
  if (auto& first = c_.diagnostics.all().back(); !again.empty() && first.fix && again[0].fix)
    first.fix->edits.insert(first.fix->edits.end(), again[0].fix->edits.begin(),
                            again[0].fix->edits.end());
  return false;
}

RowExprPtr RowChecker::in_range(const ast::Expr& range, const RowExprPtr& subject,
                                const ast::Expr& subject_ast) {
  const auto low = constant(*range.children[0]);
  if (!low) return nullptr;
  const auto high = constant(*range.children[1]);
  if (!high) return nullptr;
  if (!are_comparable(*subject, subject_ast, {low.get(), high.get()}, range)) return nullptr;
  if (!is_ordered(subject->type)) {
    c_.diagnostics.error(
        "T2112", range.span,
        fmt::format("a range expects numbers, shares, durations or times, found {}",
                    describe(subject->type)));
    return nullptr;
  }
  if (low->number > high->number) {
    c_.diagnostics.error("T3108", range.span,
                         fmt::format("the range {} is empty", on_one_line(c_.sources, range.span)));
    return nullptr;
  }
  return make_in_range(subject, low->number, high->number);
}

const ast::Expr* RowChecker::set_of(const ast::Expr& expr, Scope& scope) {
  if (expr.op == ast::Op::set) return &expr;
  if (expr.op != ast::Op::path) return nullptr;
  const auto found = find_let(scope, expr.path);
  if (!found || !found->let->params.empty() || is_endless(c_, *found->let)) return nullptr;
  scope = found->scope;
  c_.unfolding.push_back(found->let);
  const auto* set = set_of(*found->let->value, scope);
  c_.unfolding.pop_back();
  return set;
}

std::optional<RowChecker::Members> RowChecker::members(const ast::Expr& expr, const Type& subject,
                                                       std::string_view name) {
  auto scope = scope_;
  const auto* set = set_of(expr, scope);
  if (!set) {
    if (expr.op != ast::Op::path || !not_imported(c_, *scope_.package, expr.path))
      no_such(c_, "set", {on_one_line(c_.sources, expr.span), expr.span},
              names_of(scope_.package->lets));
    return std::nullopt;
  }
  std::swap(scope_, scope);
  auto found = elements(*set, expr, subject, name);
  std::swap(scope_, scope);
  return found;
}

std::optional<RowChecker::Members> RowChecker::elements(const ast::Expr& set, const ast::Expr& expr,
                                                        const Type& subject,
                                                        std::string_view name) {
  Members found;
  const auto known = known_members(subject, set.children.size());
  for (const auto& child : set.children) {
    const auto element = constant(*child);
    if (!element) return std::nullopt;
    const Side side{subject, expr.span, std::string(name), expr.span};
    const OtherSide other{element->type, child->span, true, element->number};
    const auto clash = compare_clash(subject, element->type);
    // Without a name they are compared with nothing and stand for themselves.
    if (clash != Clash::none && name.empty())
      c_.diagnostics.error(
          "T2112", child->span,
          fmt::format("`{}` expects texts, found {}", inside_, describe(element->type)));
    else if (clash != Clash::none)
      report_clash(c_, clash, side, other, "in");
    if (clash != Clash::none) return std::nullopt;
    if (is_unknown(element->number)) continue;
    if (!is_possible_share(c_, subject, other)) return std::nullopt;
    if (is_textual(subject) && !known.contains(element->text) &&
        !is_member(c_, subject, element->text, child->span, fmt::format("`{}`", name)))
      return std::nullopt;
    if (is_textual(subject))
      found.texts.push_back(element->text);
    else
      found.numbers.push_back(element->number);
  }
  return found;
}

RowExprPtr RowChecker::presence(const ast::Expr& expr) {
  const auto subject = value(*expr.children[0]);
  if (!subject) return nullptr;
  const bool present_test = expr.op == ast::Op::is_present;
  const bool narrowed = subject->op == RowOp::field && present_.contains(subject->field);
  if (!subject->type.optional && !narrowed && !subject->type.is(TypeKind::none)) {
    c_.diagnostics.error(
        "T2110", expr.span,
        fmt::format("{} is never missing by its declaration, so this test is always {}",
                    spoken(c_, *expr.children[0]), present_test));
    return nullptr;
  }
  return make_op(present_test ? RowOp::is_present : RowOp::is_missing, simple(TypeKind::boolean),
                 {subject});
}

RowExprPtr RowChecker::like(const ast::Expr& expr) {
  const auto subject = value(*expr.children[0]);
  if (!subject || !is_there(*subject, expr.children[0]->span)) return nullptr;
  if (!is_textual(subject->type) && !subject->type.is(TypeKind::none)) {
    c_.diagnostics.error("T2115", expr.children[0]->span,
                         fmt::format("`like` needs a text field; {} is {}",
                                     spoken(c_, *expr.children[0]), describe(subject->type)));
    return nullptr;
  }
  return make_op(RowOp::like, simple(TypeKind::boolean), {subject}, expr.text);
}

}  // namespace tocsin::dsl
