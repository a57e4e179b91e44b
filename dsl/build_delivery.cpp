#include "dsl/build.hpp"

#include <utility>

namespace tocsin::dsl::build {

namespace {

std::vector<ast::Path> paths(const Context& context, Cursor& c) {
  std::vector<ast::Path> result;
  while (const auto found = c.take(Kind::path)) result.push_back(path(context, found));
  return result;
}

std::vector<ast::Name> names(const Context& context, Cursor& c) {
  std::vector<ast::Name> result;
  while (const auto found = c.take(Kind::name)) result.push_back(name(context, found));
  return result;
}

ast::RouteOption route_option(const Context& context, NodeRef node) {
  using Option = ast::RouteOption::Kind;
  Cursor c(node);
  ast::RouteOption result;
  result.span = span_of(context, node);
  const auto word = c.next();
  if (word.is_word("repeat") || word.is_word("wait")) {
    result.kind = word.is_word("repeat") ? Option::repeat : Option::wait;
    result.duration = time_span(context, c.next());
  } else if (word.is_word("quietly")) {
    result.kind = Option::quietly;
  } else if (word.is_word("escalate")) {
    result.kind = Option::escalate;
    c.accept("to");
    result.to = name(context, c.next());
    c.accept("after");
    result.duration = time_span(context, c.next());
  } else if (word.is_word("group")) {
    result.kind = Option::group_by;
    c.accept("by");
    result.paths = paths(context, c);
  } else {
    result.kind = Option::digest;
    result.digest_rhythm = name(context, c.next());
    if (!c.done()) result.digest_time = name(context, c.next());
    if (c.accept("in")) result.digest_zone = text(context, c.next());
  }
  return result;
}

ast::Setting setting(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Setting result;
  result.name = name(context, c.next());
  result.value = expr(context, c.next());
  return result;
}

}  // namespace

std::optional<ast::Channel> channel(const Context& context, NodeRef node) {
  Cursor c(head_of(node));
  const auto named = c.take(Kind::name);
  const auto kind = c.take(Kind::name);
  if (!named || !kind) return std::nullopt;
  ast::Channel result;
  result.span = span_of(context, node);
  result.name = name(context, named);
  result.kind = name(context, kind);
  result.broken = for_each_clause_of(
      node, [&](NodeRef clause, NodeRef) { result.settings.push_back(setting(context, clause)); });
  return result;
}

ast::Route route(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Route result;
  result.span = span_of(context, node);
  c.accept("route");
  result.only = c.accept("only");
  result.severities = names(context, c);
  if (const auto filter = c.take(Kind::where)) result.where = where(context, filter);
  Cursor to(c.take(Kind::route_to));
  to.accept("to");
  result.channels = names(context, to);
  while (const auto option = c.take(Kind::route_opt))
    result.options.push_back(route_option(context, option));
  return result;
}

ast::Incident incident(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Incident result;
  result.span = span_of(context, node);
  c.accept("incident");
  c.accept("from");
  result.from = name(context, c.next());
  if (c.accept("by")) result.by = paths(context, c);
  if (c.accept("join")) result.join = time_span(context, c.next());
  return result;
}

}  // namespace tocsin::dsl::build
