#include "dsl/build.hpp"

#include <memory>
#include <utility>

namespace tocsin::dsl::build {

namespace {

std::pair<double, Span> counted(const Context& context, NodeRef node) {
  return {number(context, node), span_of(context, node)};
}

void read_each(const Context& context, NodeRef node, ast::Window& window) {
  using Window = ast::Window::Kind;
  Cursor c(node);
  c.accept("each");
  const auto what = c.next();
  if (what.is(Kind::event_span)) {
    window.kind = Window::each_events;
    window.count = number(context, what.child(Kind::integer));
    window.count_span = span_of(context, what);
  } else if (what.is_word("batch")) {
    window.kind = Window::each_batch;
  } else if (what.is(Kind::word)) {
    window.kind = Window::each_calendar;
    window.calendar = name(context, what);
    if (c.accept("in")) window.zone = text(context, c.next());
  } else {
    window.kind = Window::each;
    window.length = time_span(context, what);
  }
}

void read_span(const Context& context, NodeRef node, ast::Window& window) {
  if (node.is(Kind::each)) {
    read_each(context, node, window);
  } else if (node.is(Kind::event_span)) {
    window.kind = ast::Window::Kind::events;
    window.count = number(context, node.child(Kind::integer));
    window.count_span = span_of(context, node);
  } else {
    window.length = time_span(context, node);
  }
}

ast::Name label_mode(const Context& context, NodeRef node) {
  return {node.word("matured") ? "matured" : "arrival", span_of(context, node)};
}

ast::Segment segment(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Segment result;
  result.field = name(context, c.next());
  if (c.accept("of")) result.set = expr(context, c.next());
  return result;
}

ast::Need::What need_what(std::string_view word) {
  using What = ast::Need::What;
  if (word == "labels") return What::labels;
  if (word == "positives") return What::positives;
  return word == "labelled" ? What::labelled : What::events;
}

ast::Need need(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Need result;
  result.span = span_of(context, node);
  result.amount = number(context, c.next());
  result.what = need_what(c.next().text());
  return result;
}

ast::Trigger trigger(const Context& context, NodeRef node) {
  using Trigger = ast::Trigger::Kind;
  Cursor c(node);
  ast::Trigger result;
  result.span = span_of(context, node);
  const auto sign = c.next();
  if (sign.is(Kind::cmp_op)) {
    result.kind = Trigger::compare;
    result.op = sign.text() == "==" ? "=" : std::string(sign.text());
  } else if (sign.is_word("outside") || sign.is_word("inside")) {
    result.kind = sign.is_word("outside") ? Trigger::outside : Trigger::inside;
  } else {
    result.kind = sign.is_word("true") ? Trigger::is_true : Trigger::is_false;
  }
  if (!c.done()) result.value = expr(context, c.next());
  return result;
}

void read_sure(const Context& context, Cursor& c, ast::Trigger& trigger) {
  if (!c.peek().is(Kind::sure)) return;
  Cursor inside(c.next());
  inside.accept("with");
  trigger.confidence = counted(context, inside.next());
}

void read_hold(const Context& context, NodeRef node, ast::Ladder& ladder) {
  Cursor c(node);
  c.accept("for");
  const auto what = c.next();
  ladder.hold_span = span_of(context, node);
  if (!what.is(Kind::n_of_m)) {
    ladder.hold = time_span(context, what);
    return;
  }
  Cursor counts(what);
  const auto n = small_count(context, counts.next());
  counts.accept("of");
  ladder.of = {n, small_count(context, counts.next())};
}

void read_until(const Context& context, NodeRef node, ast::Ladder& ladder) {
  Cursor c(node);
  c.accept("until");
  ladder.until = std::make_unique<ast::Until>();
  auto& until = *ladder.until;
  until.span = span_of(context, node);
  if (!c.accept("clear")) {
    until.trigger = trigger(context, c.next());
    read_sure(context, c, *until.trigger);
  }
  if (c.accept("for")) until.hold = time_span(context, c.next());
}

}  // namespace

int small_count(const Context& context, NodeRef node) {
  constexpr double kLimit = 1e9;
  const auto value = number(context, node);
  if (value <= kLimit) return static_cast<int>(value);
  context.diagnostics->error(
      "T0001", span_of(context, node),
      "expected a count up to 1000000000, found `" + std::string(node.text()) + "`");
  return 1;
}

ast::Window window(const Context& context, NodeRef node) {
  ast::Window result;
  result.span = span_of(context, node);
  Cursor c(node);
  c.accept("over");
  read_span(context, c.next(), result);
  if (const auto every = c.take(Kind::every)) {
    Cursor inside(every);
    inside.accept("every");
    result.every = time_span(context, inside.next());
  }
  if (const auto mode = c.take(Kind::label_mode)) result.labels = label_mode(context, mode);
  return result;
}

ast::Measure measure(const Context& context, NodeRef node) {
  ast::Measure result;
  result.span = span_of(context, node);
  Cursor c(node);
  c.accept("measure");
  const auto what = c.next();
  if (what.is(Kind::raw)) {
    Cursor raw(what);
    result.raw = std::make_unique<ast::Raw>();
    result.raw->language = name(context, raw.next());
    result.raw->query = text(context, raw.next());
    if (raw.accept("as")) result.raw->type = type(context, raw.next());
  } else {
    result.value = expr(context, what);
  }
  if (const auto filter = c.take(Kind::where)) result.where = where(context, filter);
  if (const auto against = c.take(Kind::against))
    result.against = path(context, against.child(Kind::path));
  if (const auto span = c.take(Kind::window))
    result.window = std::make_unique<ast::Window>(window(context, span));
  return result;
}

ast::By by(const Context& context, NodeRef node) {
  ast::By result;
  result.span = span_of(context, node);
  for (const auto child : children(node)) {
    if (child.is(Kind::segment)) result.segments.push_back(segment(context, child));
    if (child.is(Kind::top)) result.top = counted(context, child.child(Kind::integer));
    if (child.is_word("overall")) result.overall = true;
  }
  return result;
}

ast::Needs needs(const Context& context, NodeRef node) {
  ast::Needs result;
  result.span = span_of(context, node);
  for (const auto child : children(node))
    if (child.is(Kind::need)) result.needs.push_back(need(context, child));
  return result;
}

ast::Gap gap(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Gap result;
  result.span = span_of(context, node);
  result.what = c.next().is_word("no") ? ast::Gap::What::no_data : ast::Gap::What::too_few;
  c.next();
  result.policy = name(context, c.next());
  if (c.accept("after")) result.after = time_span(context, c.next());
  return result;
}

ast::Ladder ladder(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Ladder result;
  result.span = span_of(context, node);
  result.severity = name(context, c.next());
  c.accept("when");
  result.trigger = trigger(context, c.next());
  read_sure(context, c, result.trigger);
  if (const auto hold = c.take(Kind::hold)) read_hold(context, hold, result);
  if (const auto until = c.take(Kind::until_part)) read_until(context, until, result);
  return result;
}

ast::Paused paused(const Context& context, NodeRef node) {
  Cursor c(node);
  ast::Paused result;
  result.span = span_of(context, node);
  result.trial = c.next().is_word("trial");
  c.accept("until");
  result.until = name(context, c.next());
  if (c.accept("because")) result.because = text(context, c.next());
  return result;
}

}  // namespace tocsin::dsl::build
