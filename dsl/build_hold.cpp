// What holds messages back: mutes, silences and suppressions.
#include "dsl/build.hpp"

#include <utility>

namespace tocsin::dsl::build {
namespace {

std::vector<ast::Path> selectors(const Context& context, Cursor& c) {
  std::vector<ast::Path> result;
  while (const auto found = c.take(Kind::pattern)) result.push_back(pattern(context, found));
  return result;
}

ast::MuteTime mute_time(const Context& context, NodeRef node, Cursor& c) {
  ast::MuteTime result;
  result.span = span_of(context, node);
  while (c.peek().is(Kind::word)) result.days.push_back(name(context, c.next()));
  result.from = name(context, c.next());
  result.to = name(context, c.next());
  if (c.accept("in")) result.zone = text(context, c.next());
  return result;
}

void mute_item(const Context& context, NodeRef node, ast::Mute& mute) {
  Cursor c(node);
  if (c.accept("every")) {
    mute.times.push_back(mute_time(context, node, c));
  } else if (c.accept("on")) {
    mute.on.push_back(span_of(context, node));
    for (auto& selector : selectors(context, c)) mute.selectors.push_back(std::move(selector));
  } else {
    c.accept("up");
    c.accept("to");
    mute.up_to.push_back(name(context, c.next()));
  }
}

}  // namespace

std::optional<ast::Mute> mute(const Context& context, NodeRef node) {
  Cursor c(head_of(node));
  const auto named = c.take(Kind::name);
  if (!named) return std::nullopt;
  ast::Mute result;
  result.span = span_of(context, node);
  result.name = name(context, named);
  if (const auto title = c.take(Kind::text)) result.title = text(context, title);
  result.broken = for_each_clause_of(
      node, [&](NodeRef clause, NodeRef) { mute_item(context, clause, result); });
  return result;
}

ast::Silence silence(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Silence result;
  result.span = span_of(context, node);
  c.accept("silence");
  result.selectors = selectors(context, c);
  if (const auto filter = c.take(Kind::where)) result.where = where(context, filter);
  c.accept("from");
  result.from = text(context, c.next());
  c.accept("to");
  result.to = text(context, c.next());
  c.accept("because");
  result.because = text(context, c.next());
  c.accept("by");
  result.by = text(context, c.next());
  return result;
}

ast::Suppress suppress(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Suppress result;
  result.span = span_of(context, node);
  c.accept("suppress");
  result.selectors = selectors(context, c);
  c.accept("while");
  result.source = path(context, c.next());
  if (const auto op = c.take(Kind::cmp_op)) {
    result.op = name(context, op);
    result.severity = name(context, c.next());
  }
  if (c.accept("same"))
    while (const auto found = c.take(Kind::name)) result.same.push_back(name(context, found));
  return result;
}

}  // namespace tocsin::dsl::build
