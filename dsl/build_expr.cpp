#include "dsl/build.hpp"
#include "dsl/literal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace tocsin::dsl::build {

namespace {

using ast::Expr;
using ast::ExprPtr;
using ast::Op;

// A chain of operators is as deep as it is long, and trees are walked with the stack.
constexpr int kMaxHeight = 1000;

ExprPtr make(const Context& context, NodeRef node, Op op) {
  auto result = std::make_unique<Expr>();
  result->op = op;
  result->span = span_of(context, node);
  return result;
}

ExprPtr measured_literal(const Context& context, NodeRef node, Op op) {
  auto result = make(context, node, op);
  result->number = number(context, node);
  return result;
}

ExprPtr duration_literal(const Context& context, NodeRef node) {
  auto result = make(context, node, Op::duration);
  result->duration = time_span(context, node).value;
  return result;
}

ExprPtr rate_literal(const Context& context, NodeRef node) {
  auto result = measured_literal(context, node, Op::rate);
  const auto text = node.text();
  const auto unit = "1" + std::string(text.substr(text.find('/') + 1));
  result->duration = duration_value(unit).value_or(Duration(0));
  return result;
}

ExprPtr tagged_literal(const Context& context, NodeRef node) {
  auto result = measured_literal(context, node, Op::tagged);
  result->text = node.child(Kind::ident).text();
  return result;
}

ExprPtr text_literal(const Context& context, NodeRef node, Op op) {
  auto result = make(context, node, op);
  result->text = text(context, node).value;
  return result;
}

ExprPtr boolean_literal(const Context& context, NodeRef node) {
  auto result = make(context, node, Op::boolean);
  result->number = node.text() == "true" ? 1 : 0;
  return result;
}

ExprPtr path_expr(const Context& context, NodeRef node) {
  auto result = make(context, node, Op::path);
  result->path = path(context, node);
  return result;
}

ExprPtr call_expr(const Context& context, NodeRef node) {
  auto result = make(context, node, Op::call);
  result->span = {context.file, node.begin(), node.end()};
  result->path = path(context, node.child(Kind::path));
  result->args = args(context, node.child(Kind::args));
  return result;
}

ExprPtr set_expr(const Context& context, NodeRef node) {
  auto result = make(context, node, Op::set);
  result->span = {context.file, node.begin(), node.end()};
  for (Cursor c(node); !c.done();) result->children.push_back(expr(context, c.next()));
  return result;
}

ExprPtr in_parenthesis(const Context& context, NodeRef node) {
  auto result = expr(context, Cursor(node).next());
  result->span = {context.file, node.begin(), node.end()};
  return result;
}

ExprPtr prefix(const Context& context, NodeRef node, Op op) {
  auto result = make(context, node, op);
  Cursor c(node);
  result->operator_span = {context.file, node.begin(), node.begin() + 1};
  if (op == Op::not_) result->operator_span = span_of(context, c.next());
  result->children.push_back(expr(context, c.next()));
  result->span = join(result->span, result->children[0]->span);
  return result;
}

Op binary_op(NodeRef op) {
  const auto text = op.text();
  if (text == "or" || text == "||") return Op::or_;
  if (text == "and" || text == "&&") return Op::and_;
  if (text == "+") return Op::add;
  if (text == "-") return Op::subtract;
  return text == "*" ? Op::multiply : Op::divide;
}

ExprPtr binary(const Context& context, Op op, NodeRef sign, ExprPtr left, ExprPtr right) {
  auto result = std::make_unique<Expr>();
  result->op = op;
  result->span = join(left->span, right->span);
  result->operator_span = span_of(context, sign);
  result->children.reserve(2);
  result->children.push_back(std::move(left));
  result->children.push_back(std::move(right));
  return result;
}

// The sign of the operator that is one too many; a missing node where none is.
NodeRef operator_past_limit(NodeRef node, int height) {
  Cursor c(node);
  c.next();
  while (!c.done()) {
    const auto sign = c.next();
    if (++height > kMaxHeight) return sign;
    c.next();
  }
  return {};
}

// `a + b - c` is `(a + b) - c`.
ExprPtr chain(const Context& context, NodeRef node) {
  if (const auto sign = operator_past_limit(node, context.height)) {
    context.diagnostics->error("T0016", span_of(context, sign),
                               fmt::format("more than {} operators in one expression", kMaxHeight));
    return make(context, node, Op::number);
  }
  Context inner = context;
  Cursor c(node);
  for (Cursor rest = c; !rest.done(); rest.next()) ++inner.height;
  auto left = expr(inner, c.next());
  while (!c.done()) {
    const auto sign = c.next();
    auto right = expr(inner, c.next());
    left = binary(context, binary_op(sign), sign, std::move(left), std::move(right));
  }
  return left;
}

ExprPtr compare(const Context& context, NodeRef sign, ExprPtr left, NodeRef right) {
  auto result = binary(context, Op::compare, sign, std::move(left), expr(context, right));
  result->text = sign.text() == "==" ? "=" : std::string(sign.text());
  return result;
}

ExprPtr presence(const Context& context, NodeRef word, ExprPtr left, NodeRef what) {
  auto result = make(context, what, what.is_word("missing") ? Op::is_missing : Op::is_present);
  result->span = join(left->span, span_of(context, what));
  result->operator_span = join(span_of(context, word), span_of(context, what));
  result->children.push_back(std::move(left));
  return result;
}

ExprPtr likeness(const Context& context, NodeRef word, ExprPtr left, NodeRef wanted) {
  auto result = make(context, word, Op::like);
  result->span = join(left->span, span_of(context, wanted));
  result->operator_span = span_of(context, word);
  result->text = text(context, wanted).value;
  result->children.push_back(std::move(left));
  return result;
}

ExprPtr membership(const Context& context, NodeRef word, ExprPtr left, Cursor& rest) {
  const bool inverted = word.is_word("not");
  const auto in = inverted ? rest.next() : word;
  auto result = binary(context, inverted ? Op::not_in : Op::in, in, std::move(left),
                       expr(context, rest.next()));
  result->operator_span = join(span_of(context, word), span_of(context, in));
  return result;
}

ExprPtr condition(const Context& context, NodeRef node) {
  Cursor c(node);
  auto left = expr(context, c.next());
  const auto sign = c.next();
  if (sign.is(Kind::cmp_op)) return compare(context, sign, std::move(left), c.next());
  if (sign.is_word("is")) return presence(context, sign, std::move(left), c.next());
  if (sign.is_word("like")) return likeness(context, sign, std::move(left), c.next());
  return membership(context, sign, std::move(left), c);
}

ExprPtr range(const Context& context, NodeRef node) {
  Cursor c(node);
  auto result = make(context, node, Op::range);
  result->children.push_back(expr(context, c.next()));
  result->children.push_back(expr(context, c.next()));
  result->span = join(result->children[0]->span, result->children[1]->span);
  return result;
}

}  // namespace

ast::ExprPtr expr(const Context& context, NodeRef node) {
  switch (node.kind()) {
    case Kind::expr:
    case Kind::and_expr:
    case Kind::add:
    case Kind::mul: return chain(context, node);
    case Kind::cmp: return condition(context, node);
    case Kind::negation: return prefix(context, node, Op::not_);
    case Kind::minus: return prefix(context, node, Op::negate);
    case Kind::parenthesis: return in_parenthesis(context, node);
    case Kind::range_or_add:
    case Kind::range_expr: return range(context, node);
    case Kind::set: return set_expr(context, node);
    case Kind::call: return call_expr(context, node);
    case Kind::path: return path_expr(context, node);
    case Kind::number: return measured_literal(context, node, Op::number);
    case Kind::percent:
    case Kind::apart_percent: return measured_literal(context, node, Op::percent);
    case Kind::points:
    case Kind::apart_points: return measured_literal(context, node, Op::points);
    case Kind::duration:
    case Kind::apart_time: return duration_literal(context, node);
    case Kind::rate: return rate_literal(context, node);
    case Kind::tagged: return tagged_literal(context, node);
    case Kind::datetime: return text_literal(context, node, Op::datetime);
    case Kind::boolean: return boolean_literal(context, node);
    default: return text_literal(context, node, Op::text);
  }
}

std::vector<ast::Arg> args(const Context& context, NodeRef node) {
  std::vector<ast::Arg> result;
  for (Cursor c(node); !c.done();) {
    Cursor inside(c.next());
    ast::Arg arg;
    auto first = inside.next();
    const bool named = first.is(Kind::name) ||
                       (first.is(Kind::text) && !inside.done() && !inside.peek().is(Kind::word));
    if (first.is(Kind::name)) arg.name = name(context, first);
    if (named && first.is(Kind::text))
      arg.name = ast::Name{text(context, first).value, span_of(context, first)};
    if (named) first = inside.next();
    if (!first.is_word("where")) arg.value = expr(context, first);
    if (first.is_word("where") || inside.accept("where")) arg.where = expr(context, inside.next());
    result.push_back(std::move(arg));
  }
  return result;
}

ast::ExprPtr where(const Context& context, NodeRef node) {
  if (!node) return nullptr;
  Cursor c(node);
  c.accept("where");
  return expr(context, c.next());
}

ast::TypeRef type(const Context& context, NodeRef node) {
  ast::TypeRef result;
  result.span = span_of(context, node);
  Cursor c(node);
  result.word = c.next().text();
  if (c.accept("in")) result.unit = name(context, c.next());
  if (c.accept("of")) result.set = expr(context, c.next());
  return result;
}

std::vector<ast::Param> params(const Context& context, NodeRef node) {
  std::vector<ast::Param> result;
  for (Cursor c(node); !c.done();) {
    Cursor inside(c.next());
    ast::Param param;
    param.name = name(context, inside.next());
    param.type = type(context, inside.next());
    if (!inside.done()) param.fallback = expr(context, inside.next());
    result.push_back(std::move(param));
  }
  return result;
}

}  // namespace tocsin::dsl::build
