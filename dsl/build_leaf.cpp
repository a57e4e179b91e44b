#include "dsl/build.hpp"
#include "dsl/literal.hpp"

namespace tocsin::dsl::build {

namespace {

bool is_remark(Kind kind) {
  return kind == Kind::comment || kind == Kind::stray_doc || kind == Kind::brace_below;
}

std::string without_ticks(std::string_view text) {
  if (text.starts_with('`')) text = text.substr(1, text.size() - 2);
  return std::string(text);
}

std::string_view trim(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

Cursor::Cursor(NodeRef parent) : at_(parent.begin_children()), end_(parent.end_children()) {
  skip_remarks();
}

void Cursor::skip_remarks() {
  while (at_ != end_ && is_remark((*at_).kind())) ++at_;
}

NodeRef Cursor::next() {
  if (done()) return {};
  const auto node = *at_;
  ++at_;
  skip_remarks();
  return node;
}

bool Cursor::accept(std::string_view word) {
  if (!peek().is_word(word)) return false;
  next();
  return true;
}

Span span_of(const Context& context, NodeRef node) {
  auto end = node.end();
  bool has_children = false;
  for (const auto child : children(node)) {
    if (is_remark(child.kind())) continue;
    if (child.is(Kind::block)) break;
    end = child.end();
    has_children = true;
  }
  if (!has_children) end = node.end();
  return {context.file, node.begin(), end};
}

Span join(Span first, Span last) { return {first.file, first.begin, last.end}; }

ast::Name name(const Context& context, NodeRef node) {
  return {without_ticks(node.text()), {context.file, node.begin(), node.end()}};
}

ast::Path path(const Context& context, NodeRef node) {
  ast::Path result;
  result.span = {context.file, node.begin(), node.end()};
  for (const auto part : children(node)) result.parts.push_back(name(context, part));
  return result;
}

ast::Path pattern(const Context& context, NodeRef node) { return path(context, node); }

ast::Text text(const Context& context, NodeRef node) {
  const Span span{context.file, node.begin(), node.end()};
  return {node.is(Kind::text) ? text_value(node.text()) : std::string(node.text()), span};
}

ast::TimeSpan time_span(const Context& context, NodeRef node) {
  const Span span{context.file, node.begin(), node.end()};
  const auto value = duration_value(node.text());
  if (value) return {*value, span};
  context.diagnostics->error(
      "T0001", span,
      "expected a duration of at most 292 years, found `" + std::string(node.text()) + "`");
  return {Duration(0), span};
}

double number(const Context& context, NodeRef node) {
  const auto value = number_value(node.text());
  if (value) return *value;
  context.diagnostics->error(
      "T0001", {context.file, node.begin(), node.end()},
      "expected a number below 1e308, found `" + std::string(node.text()) + "`");
  return 0;
}

std::string doc(NodeRef item) {
  std::string lines;
  std::string_view rest = item.child(Kind::doc).text();
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const auto line = trim(rest.substr(0, end));
    if (line.starts_with("##")) {
      if (!lines.empty()) lines += '\n';
      lines += trim(line.substr(2));
    }
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return lines;
}

std::size_t item_count(NodeRef block) {
  std::size_t count = 0;
  for (const auto child : children(block)) count += child.is(Kind::item);
  return count;
}

NodeRef clause_of(NodeRef item) {
  for (const auto child : children(item)) {
    if (child.is(Kind::error)) return {};
    if (!child.is(Kind::doc) && !is_remark(child.kind())) return child;
  }
  return {};
}

NodeRef head_of(NodeRef node) {
  const auto whole = node.child(Kind::head);
  return whole ? whole : node.child(Kind::broken_head);
}

bool has_broken_head(NodeRef node) { return bool(node.child(Kind::broken_head)); }

}  // namespace tocsin::dsl::build
