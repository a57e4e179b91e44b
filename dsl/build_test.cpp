#include "dsl/build.hpp"

#include <memory>
#include <utility>

namespace tocsin::dsl::build {

namespace {

using Kind_ = ast::TestItem::Kind;

ast::Offset offset(const Context& context, NodeRef node) {
  const auto what = Cursor(node).next();
  ast::Offset result;
  result.span = span_of(context, node);
  result.text = what.text();
  if (what.is(Kind::datetime))
    result.kind = ast::Offset::Kind::datetime;
  else if (what.is(Kind::time_of_day))
    result.kind = ast::Offset::Kind::time_of_day;
  else
    result.plus = time_span(context, what).value;
  return result;
}

ast::When when(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::When result;
  result.span = span_of(context, node);
  if (c.accept("between")) {
    result.from = offset(context, c.next());
    c.accept("and");
  } else {
    c.accept("by");
  }
  result.to = offset(context, c.next());
  return result;
}

// The operator word `missing` stands for itself where a test gives a value.
ast::ExprPtr given_value(const Context& context, NodeRef node) {
  if (!node.is_word("missing")) return expr(context, node);
  auto result = std::make_unique<ast::Expr>();
  result->op = ast::Op::path;
  result->span = result->path.span = span_of(context, node);
  result->path.parts.push_back(name(context, node));
  return result;
}

std::vector<ast::Assign> record(const Context& context, NodeRef block, bool& broken) {
  std::vector<ast::Assign> result;
  const bool lost = for_each_clause(block, [&](NodeRef node, NodeRef) {
    Cursor c(node);
    ast::Assign assign;
    assign.span = span_of(context, node);
    assign.field = name(context, c.next());
    c.take(Kind::double_equals);
    assign.value = given_value(context, c.next());
    if (c.accept("after")) assign.after = time_span(context, c.next());
    result.push_back(std::move(assign));
  });
  broken = broken || lost;
  return result;
}

ast::Send send(const Context& context, NodeRef node, Cursor& c, bool& broken) {
  ast::Send result;
  result.span = span_of(context, node);
  result.count = number(context, c.next());
  c.accept("events");
  if (c.accept("to")) result.to = path(context, c.next());
  c.accept("over");
  result.over = time_span(context, c.next());
  if (c.accept("from")) result.from = offset(context, c.next());
  result.record = record(context, c.next(), broken);
  return result;
}

ast::Feed feed(const Context& context, NodeRef node, Cursor& c) {
  ast::Feed result;
  result.span = span_of(context, node);
  result.target = path(context, c.next());
  result.value = expr(context, c.next());
  c.accept("over");
  result.over = time_span(context, c.next());
  return result;
}

// ---- outcomes ------------------------------------------------------------------------------

void read_no(const Context& context, Cursor& c, ast::Outcome& outcome) {
  if (c.accept("message")) {
    outcome.kind = ast::Outcome::Kind::no_message;
    c.accept("to");
    outcome.name = name(context, c.next());
    return;
  }
  c.accept("alert");
  outcome.kind = ast::Outcome::Kind::no_alert;
  if (c.accept("from")) outcome.monitor = path(context, c.next());
}

void read_value(const Context& context, Cursor& c, ast::Outcome& outcome) {
  outcome.kind = ast::Outcome::Kind::value;
  c.accept("of");
  outcome.monitor = path(context, c.next());
  if (const auto filter = c.take(Kind::where)) outcome.where = where(context, filter);
  const auto op = c.next().text();
  outcome.op = op == "==" ? "=" : std::string(op);
  outcome.value = expr(context, c.next());
  if (c.accept("within")) outcome.within = expr(context, c.next());
}

void read_state(const Context& context, Cursor& c, ast::Outcome& outcome) {
  using Outcome = ast::Outcome::Kind;
  if (c.accept("held")) {
    c.accept("back");
    outcome.kind = Outcome::held_back;
    if (c.accept("by")) outcome.held_by = path(context, c.next());
    return;
  }
  c.accept("is");
  const auto state = c.next();
  if (state.is_word("ok")) outcome.kind = Outcome::is_ok;
  if (state.is_word("pending")) outcome.kind = Outcome::is_pending;
  if (state.is_word("no")) outcome.kind = Outcome::is_no_data;
  if (state.is_word("too")) outcome.kind = Outcome::is_too_few;
}

void read_monitor(const Context& context, Cursor& c, ast::Outcome& outcome) {
  if (const auto severity = c.take(Kind::name)) {
    outcome.kind = ast::Outcome::Kind::severity_from;
    outcome.name = name(context, severity);
    c.accept("from");
  }
  outcome.monitor = path(context, c.next());
  if (const auto filter = c.take(Kind::where)) outcome.where = where(context, filter);
  if (outcome.kind != ast::Outcome::Kind::severity_from) read_state(context, c, outcome);
}

ast::Outcome outcome(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Outcome result;
  result.span = span_of(context, node);
  if (c.accept("no")) {
    read_no(context, c, result);
  } else if (c.accept("notified")) {
    result.kind = ast::Outcome::Kind::notified;
    result.name = name(context, c.next());
  } else if (c.accept("digest")) {
    result.kind = ast::Outcome::Kind::digest;
    c.accept("to");
    result.name = name(context, c.next());
  } else if (c.accept("value")) {
    read_value(context, c, result);
  } else {
    read_monitor(context, c, result);
  }
  if (const auto filter = c.take(Kind::where)) result.where = where(context, filter);
  if (const auto time = c.take(Kind::when)) result.when = when(context, time);
  return result;
}

// ---- items ---------------------------------------------------------------------------------

void read_at(const Context& context, Cursor& c, ast::TestItem& item) {
  item.at = offset(context, c.next());
  if (c.accept("acknowledge")) {
    item.kind = Kind_::acknowledge;
    item.target = path(context, c.next());
    if (const auto filter = c.take(Kind::where)) item.where = where(context, filter);
    return;
  }
  c.accept("expect");
  item.kind = Kind_::at_expect;
  item.outcome = std::make_unique<ast::Outcome>(outcome(context, c.next()));
}

void read_clock(const Context& context, Cursor& c, ast::TestItem& item) {
  item.kind = Kind_::clock;
  item.text = text(context, c.next());
  if (c.accept("in")) item.zone = text(context, c.next());
}

void read_reference(const Context& context, Cursor& c, ast::TestItem& item) {
  item.kind = Kind_::reference;
  item.name = name(context, c.next());
  c.accept("from");
  item.text = text(context, c.next());
}

void read_ignore(const Context& context, Cursor& c, ast::TestItem& item) {
  item.kind = Kind_::ignore;
  while (const auto found = c.take(Kind::pattern))
    item.selectors.push_back(pattern(context, found));
}

ast::TestItem test_item(const Context& context, NodeRef node, bool& broken) {
  Cursor c(node);
  ast::TestItem item;
  item.span = span_of(context, node);
  if (c.accept("clock")) {
    read_clock(context, c, item);
  } else if (c.accept("seed")) {
    item.kind = Kind_::seed;
    item.number = number(context, c.next());
  } else if (c.accept("load")) {
    item.kind = Kind_::load;
    item.text = text(context, c.next());
  } else if (c.accept("reference")) {
    read_reference(context, c, item);
  } else if (c.accept("given")) {
    item.kind = Kind_::given;
    item.record = record(context, c.next(), broken);
  } else if (c.accept("send")) {
    item.kind = Kind_::send;
    item.send = std::make_unique<ast::Send>(send(context, node, c, broken));
  } else if (c.accept("feed")) {
    item.kind = Kind_::feed;
    item.feed = std::make_unique<ast::Feed>(feed(context, node, c));
  } else if (c.accept("quiet")) {
    item.kind = Kind_::quiet;
    item.duration = time_span(context, c.next());
  } else if (c.accept("ignore")) {
    read_ignore(context, c, item);
  } else if (c.accept("at")) {
    read_at(context, c, item);
  } else {
    c.accept("expect");
    item.kind = Kind_::expect;
    item.outcome = std::make_unique<ast::Outcome>(outcome(context, c.next()));
  }
  return item;
}

}  // namespace

std::optional<ast::Test> test(const Context& context, NodeRef node) {
  Cursor c(head_of(node));
  const auto title = c.take(Kind::text);
  if (!title) return std::nullopt;
  ast::Test result;
  result.span = span_of(context, node);
  result.title = text(context, title);
  if (c.accept("of") && c.peek().is(Kind::path)) result.of = path(context, c.next());
  bool broken = false;
  const bool lost = for_each_clause_of(node, [&](NodeRef clause, NodeRef) {
    result.items.push_back(test_item(context, clause, broken));
  });
  result.broken = broken || lost;
  return result;
}

}  // namespace tocsin::dsl::build
