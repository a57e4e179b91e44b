// From the syntax tree to the shape that the checker reads. One function a construct; what the
// parser skipped is left out here and marked as broken.
#pragma once

#include "dsl/ast.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/tree.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl::build {

struct Context {
  std::uint32_t file = 0;
  Diagnostics* diagnostics = nullptr;
  int height = 0;  // of the expression above
};

// Walks the children of a node from left to right, past comments.
class Cursor {
 public:
  explicit Cursor(NodeRef parent);
  bool done() const { return !(at_ != end_); }
  NodeRef peek() const { return done() ? NodeRef{} : *at_; }
  NodeRef next();
  // The next child when it has that kind, else a missing node and nothing is passed.
  NodeRef take(Kind kind) { return peek().is(kind) ? next() : NodeRef{}; }
  bool accept(std::string_view word);

 private:
  void skip_remarks();
  NodeRef::Iterator at_;
  NodeRef::Iterator end_;
};

// From the first byte to the last that is neither comment nor line end.
Span span_of(const Context& context, NodeRef node);
Span join(Span first, Span last);

// ---- leaves --------------------------------------------------------------------------------
ast::Name name(const Context& context, NodeRef node);  // name, ident, word or literal, as written
ast::Path path(const Context& context, NodeRef node);
ast::Path pattern(const Context& context, NodeRef node);  // `*` is a name with the text "*"
ast::Text text(const Context& context, NodeRef node);     // escapes resolved; datetime: as written
ast::TimeSpan time_span(const Context& context, NodeRef node);
double number(const Context& context, NodeRef node);  // number, integer or percent, without unit
int small_count(const Context& context, NodeRef node);
std::string doc(NodeRef item);  // of the `doc` child, without the marks

// ---- constructs ----------------------------------------------------------------------------
ast::ExprPtr expr(const Context& context, NodeRef node);
std::vector<ast::Arg> args(const Context& context, NodeRef node);
ast::TypeRef type(const Context& context, NodeRef node);
ast::ExprPtr where(const Context& context, NodeRef node);
std::vector<ast::Param> params(const Context& context, NodeRef node);

ast::Meta meta(const Context& context, NodeRef node);
ast::Needs needs(const Context& context, NodeRef node);
ast::Gap gap(const Context& context, NodeRef node);
ast::Window window(const Context& context, NodeRef node);
ast::Measure measure(const Context& context, NodeRef node);
ast::By by(const Context& context, NodeRef node);
ast::Ladder ladder(const Context& context, NodeRef node);
ast::Paused paused(const Context& context, NodeRef node);
ast::Let let(const Context& context, NodeRef node, NodeRef item);

// Blocks; nothing when too little of the head was read.
std::optional<ast::Model> model(const Context& context, NodeRef node, NodeRef item);
std::optional<ast::Watch> watch(const Context& context, NodeRef node);
std::optional<ast::Template> template_decl(const Context& context, NodeRef node, NodeRef item);
std::optional<ast::Channel> channel(const Context& context, NodeRef node);
std::optional<ast::Test> test(const Context& context, NodeRef node);
ast::Route route(const Context& context, NodeRef node);
ast::Incident incident(const Context& context, NodeRef node);
std::optional<ast::Mute> mute(const Context& context, NodeRef node);
ast::Silence silence(const Context& context, NodeRef node);
ast::Suppress suppress(const Context& context, NodeRef node);
ast::File file(const Context& context, NodeRef root);

// ---- blocks --------------------------------------------------------------------------------
// What stands before the brace, also when only a part of it could be read.
NodeRef head_of(NodeRef node);

// Whether a part of it could not be read.
bool has_broken_head(NodeRef node);

// How many items a block has: what is read of them needs no more room.
std::size_t item_count(NodeRef block);
// The clause of an item, or a missing node for one that could not be read.
NodeRef clause_of(NodeRef item);
// Calls `take(clause, item)` for each clause of a block; true when one of them could not be read.
template <typename Take>
bool for_each_clause(NodeRef block, Take take) {
  bool broken = false;
  for (const auto item : children(block)) {
    if (!item.is(Kind::item)) continue;
    const auto clause = clause_of(item);
    if (clause)
      take(clause, item);
    else
      broken = true;
  }
  return broken;
}
// The same for the block of a declaration; true also when its head is broken.
template <typename Take>
bool for_each_clause_of(NodeRef node, Take take) {
  const bool lost = for_each_clause(node.child(Kind::block), take);
  return lost || has_broken_head(node);
}

}  // namespace tocsin::dsl::build
