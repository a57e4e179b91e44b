#include "dsl/build.hpp"

#include <memory>
#include <utility>

namespace tocsin::dsl::build {

namespace {

std::vector<ast::Clause> clauses(const Context& context, NodeRef block, bool& broken);

ast::Expect expect(const Context& context, NodeRef node, NodeRef item) {
  ast::Expect result;
  result.span = span_of(context, node);
  result.doc = doc(item);
  Cursor head(head_of(node));
  if (const auto named = head.take(Kind::name)) result.name = name(context, named);
  if (!head.done()) result.condition = expr(context, head.next());
  result.broken = has_broken_head(node);
  result.body = clauses(context, node.child(Kind::block), result.broken);
  return result;
}

ast::Clause clause(const Context& context, NodeRef node, NodeRef item) {
  switch (node.kind()) {
    case Kind::measure: return {measure(context, node)};
    case Kind::window_item:
      return {ast::WindowClause{
          std::make_unique<ast::Window>(window(context, node.child(Kind::window))),
          span_of(context, node)}};
    case Kind::by: return {by(context, node)};
    case Kind::needs: return {needs(context, node)};
    case Kind::gap_item: return {gap(context, node)};
    case Kind::expect: return {expect(context, node, item)};
    case Kind::paused: return {paused(context, node)};
    case Kind::ladder: return {ladder(context, node)};
    default: return {meta(context, node)};
  }
}

// A check whose head could not be read has no condition and stands for nothing.
bool is_lost(NodeRef clause) { return clause.is(Kind::expect) && has_broken_head(clause); }

// Clauses are large: what holds them is made as large as it will be.
std::vector<ast::Clause> clauses(const Context& context, NodeRef block, bool& broken) {
  std::vector<ast::Clause> result;
  result.reserve(item_count(block));
  const bool lost = for_each_clause(block, [&](NodeRef node, NodeRef item) {
    if (is_lost(node))
      broken = true;
    else
      result.push_back(clause(context, node, item));
  });
  broken = broken || lost;
  return result;
}

ast::Call instance(const Context& context, NodeRef node) {
  return {path(context, node.child(Kind::path)), args(context, node.child(Kind::args)),
          span_of(context, node)};
}

std::optional<ast::Monitor> monitor(const Context& context, NodeRef node, NodeRef item) {
  const auto head = head_of(node);
  const auto named = head.child(Kind::name);
  if (!named) return std::nullopt;
  ast::Monitor result;
  result.span = span_of(context, node);
  result.kind = name(context, node.child(Kind::word));
  result.name = name(context, named);
  if (const auto title = head.child(Kind::text)) result.title = text(context, title);
  if (const auto was = head.child(Kind::was)) result.was = name(context, was.child(Kind::name));
  if (const auto from = head.child(Kind::instance)) result.from = instance(context, from);
  result.doc = doc(item);
  result.broken = has_broken_head(node);
  result.clauses = clauses(context, node.child(Kind::block), result.broken);
  return result;
}

ast::Every every_item(const Context& context, NodeRef node) {
  Cursor c(node);
  c.accept("every");
  return {time_span(context, c.next()), span_of(context, node)};
}

template <typename T>
void add(ast::Watch& watch, T item) {
  watch.items.emplace_back().node = std::move(item);
}

void add_item(const Context& context, NodeRef node, NodeRef item, ast::Watch& watch) {
  switch (node.kind()) {
    case Kind::let: return add(watch, let(context, node, item));
    case Kind::every_item: return add(watch, every_item(context, node));
    case Kind::needs: return add(watch, needs(context, node));
    case Kind::gap_item: return add(watch, gap(context, node));
    case Kind::meta: return add(watch, meta(context, node));
    default: break;
  }
  if (auto found = monitor(context, node, item))
    add(watch, std::move(*found));
  else
    watch.broken = true;
}

}  // namespace

ast::Let let(const Context& context, NodeRef node, NodeRef item) {
  ast::Let result;
  result.span = span_of(context, node);
  result.doc = doc(item);
  Cursor c(node);
  c.accept("let");
  result.name = name(context, c.next());
  if (const auto list = c.take(Kind::params)) result.params = params(context, list);
  result.value = expr(context, c.next());
  return result;
}

std::optional<ast::Template> template_decl(const Context& context, NodeRef node, NodeRef item) {
  const auto head = head_of(node);
  const auto named = head.child(Kind::name);
  if (!named) return std::nullopt;
  ast::Template result;
  result.span = span_of(context, node);
  result.whole = {context.file, node.begin(), node.end()};
  result.name = name(context, named);
  result.doc = doc(item);
  if (const auto list = head.child(Kind::params)) result.params = params(context, list);
  for (Cursor c(head); !c.done();)
    if (c.accept("for"))
      result.kind = name(context, c.next());
    else
      c.next();
  result.broken = has_broken_head(node);
  result.clauses = clauses(context, node.child(Kind::block), result.broken);
  return result;
}

std::optional<ast::Watch> watch(const Context& context, NodeRef node) {
  const auto head = head_of(node);
  const auto model = head.child(Kind::path);
  if (!model) return std::nullopt;
  ast::Watch result;
  result.span = span_of(context, node);
  result.model = path(context, model);
  result.items.reserve(item_count(node.child(Kind::block)));
  const bool lost = for_each_clause_of(
      node, [&](NodeRef clause, NodeRef item) { add_item(context, clause, item, result); });
  result.broken = result.broken || lost;
  return result;
}

}  // namespace tocsin::dsl::build
