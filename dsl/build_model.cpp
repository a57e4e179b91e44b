#include "dsl/build.hpp"

#include <utility>

namespace tocsin::dsl::build {

namespace {

ast::TimeItem time_item(const Context& context, NodeRef node) {
  ast::TimeItem item;
  item.span = span_of(context, node);
  Cursor c(node);
  c.accept("time");
  item.field = name(context, c.next());
  if (c.accept("in")) item.zone = text(context, c.next());
  if (c.accept("lateness")) item.lateness = time_span(context, c.next());
  return item;
}

ast::KeyItem key_item(const Context& context, NodeRef node) {
  ast::KeyItem item;
  item.span = span_of(context, node);
  for (Cursor c(node); !c.done();)
    if (const auto part = c.next(); part.is(Kind::name)) item.fields.push_back(name(context, part));
  return item;
}

ast::SourceItem source_item(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::SourceItem item;
  item.span = span_of(context, node);
  item.word = name(context, c.next());
  item.call = expr(context, c.next());
  return item;
}

ast::RefItem ref_item(const Context& context, NodeRef node) {
  ast::RefItem item;
  item.span = span_of(context, node);
  Cursor c(node);
  c.accept("reference");
  item.name = name(context, c.next());
  if (c.accept("from")) item.file = text(context, c.next());
  if (c.accept("taken")) item.taken = name(context, c.next());
  if (c.accept("rolling")) item.rolling = time_span(context, c.next());
  if (c.accept("ago")) item.ago = time_span(context, c.next());
  return item;
}

ast::FieldAttr::Kind attr_kind(std::string_view word) {
  using Attr = ast::FieldAttr::Kind;
  if (word == "optional") return Attr::optional;
  if (word == "sensitive") return Attr::sensitive;
  if (word == "positive") return Attr::positive;
  if (word == "within") return Attr::within;
  if (word == "arrives") return Attr::arrives;
  if (word == "for") return Attr::for_value;
  return word == "range" ? Attr::range : Attr::column;
}

ast::FieldAttr field_attr(const Context& context, NodeRef node) {
  using Attr = ast::FieldAttr::Kind;
  Cursor c(node);
  ast::FieldAttr attr;
  attr.span = span_of(context, node);
  attr.kind = attr_kind(c.next().text());
  switch (attr.kind) {
    case Attr::optional:
    case Attr::sensitive: break;
    case Attr::positive:
    case Attr::for_value:
    case Attr::column: attr.text = text(context, c.next()); break;
    case Attr::within: attr.duration = time_span(context, c.next()); break;
    case Attr::arrives: attr.name = name(context, c.next()); break;
    case Attr::range: attr.range = expr(context, c.next()); break;
  }
  return attr;
}

ast::FieldItem field_item(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::FieldItem item;
  item.span = span_of(context, node);
  item.role = name(context, c.next());
  item.name = name(context, c.next());
  item.type = type(context, c.next());
  while (!c.done())
    if (const auto part = c.next(); part.is(Kind::field_attr))
      item.attributes.push_back(field_attr(context, part));
  return item;
}

ast::ModelItem model_item(const Context& context, NodeRef node) {
  switch (node.kind()) {
    case Kind::time_item: return time_item(context, node);
    case Kind::key_item: return key_item(context, node);
    case Kind::source_item: return source_item(context, node);
    case Kind::ref_item: return ref_item(context, node);
    case Kind::field_item: return field_item(context, node);
    default: return meta(context, node);
  }
}

}  // namespace

ast::Meta meta(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Meta result;
  result.span = span_of(context, node);
  result.word = name(context, c.next());
  if (c.peek().is(Kind::name)) result.tag = name(context, c.next());
  result.text = text(context, c.next());
  return result;
}

std::optional<ast::Model> model(const Context& context, NodeRef node, NodeRef item) {
  Cursor head(head_of(node));
  const auto named = head.take(Kind::name);
  if (!named) return std::nullopt;
  ast::Model result;
  result.span = span_of(context, node);
  result.doc = doc(item);
  result.name = name(context, named);
  if (const auto title = head.take(Kind::text)) result.title = text(context, title);
  result.broken = for_each_clause_of(
      node, [&](NodeRef clause, NodeRef) { result.items.push_back(model_item(context, clause)); });
  return result;
}

}  // namespace tocsin::dsl::build
