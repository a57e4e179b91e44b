#include "dsl/build.hpp"

#include <utility>

namespace tocsin::dsl::build {

namespace {

template <typename T>
std::optional<ast::Decl> wrap(T&& value) {
  return ast::Decl{std::forward<T>(value)};
}
template <typename T>
std::optional<ast::Decl> wrap(std::optional<T>&& value) {
  if (!value) return std::nullopt;
  return ast::Decl{std::move(*value)};
}

template <typename T>
T names_of(const Context& context, NodeRef node, Kind kind) {
  T result;
  result.span = span_of(context, node);
  for (const auto child : children(node))
    if (child.is(kind)) result.names.push_back(name(context, child));
  return result;
}

ast::Use use(const Context& context, NodeRef node) {
  ast::Use result;
  result.span = span_of(context, node);
  Cursor c(node);
  c.accept("use");
  result.path = text(context, c.next());
  if (c.accept("as")) result.alias = name(context, c.next());
  return result;
}

std::optional<ast::Decl> decl(const Context& context, NodeRef node, NodeRef item) {
  switch (node.kind()) {
    case Kind::use: return wrap(use(context, node));
    case Kind::unit: return wrap(names_of<ast::Unit>(context, node, Kind::ident));
    case Kind::severity: return wrap(names_of<ast::SeverityDecl>(context, node, Kind::name));
    case Kind::let: return wrap(let(context, node, item));
    case Kind::model: return wrap(model(context, node, item));
    case Kind::watch: return wrap(watch(context, node));
    case Kind::template_decl: return wrap(template_decl(context, node, item));
    case Kind::channel: return wrap(channel(context, node));
    case Kind::route: return wrap(route(context, node));
    case Kind::incident: return wrap(incident(context, node));
    case Kind::mute: return wrap(mute(context, node));
    case Kind::silence: return wrap(silence(context, node));
    case Kind::suppress: return wrap(suppress(context, node));
    case Kind::test: return wrap(test(context, node));
    default: return std::nullopt;
  }
}

}  // namespace

ast::File file(const Context& context, NodeRef root) {
  ast::File result;
  result.file = context.file;
  result.decls.reserve(item_count(root));
  result.broken = for_each_clause(root,
                                  [&](NodeRef node, NodeRef item) {
                                    if (node.is(Kind::header)) {
                                      const auto version = node.child(Kind::integer);
                                      result.version = {small_count(context, version),
                                                        span_of(context, version)};
                                    } else if (auto found = decl(context, node, item)) {
                                      result.decls.push_back(std::move(*found));
                                    } else {
                                      result.broken = true;
                                    }
                                  }) ||
                  result.broken;
  return result;
}

}  // namespace tocsin::dsl::build
