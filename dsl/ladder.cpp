#include "dsl/ladder.hpp"

#include "dsl/saturate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

using Kind = Condition::Kind;

std::string severity_name(const MonitorJob& job, const Rung& rung) {
  return job.c.plan.severities.names[static_cast<std::size_t>(rung.plan.severity)];
}

std::string threshold_text(const MonitorJob& job, const Rung& rung) {
  return on_one_line(job.c.sources, rung.threshold());
}

// A longer hold is a calmer rung; `for N of M` holds about N evaluations.
double patience(const MonitorJob& job, const Rung& rung) {
  const auto length = rung.plan.of_n > 0 ? step_of(job.plan.window) : rung.plan.hold;
  return static_cast<double>(length.count()) * std::max(rung.plan.of_n, 1u);
}

enum class Order { wider, equal, narrower };

// How the triggers of a milder and a more severe rung lie: the milder one must hold earlier.
Order order_of(const Condition& low, const Condition& high) {
  switch (direction_of(low.kind)) {
    case Direction::up:
      return low.low < high.low    ? Order::wider
             : low.low == high.low ? Order::equal
                                   : Order::narrower;
    case Direction::down:
      return low.low > high.low    ? Order::wider
             : low.low == high.low ? Order::equal
                                   : Order::narrower;
    case Direction::outside:
      if (low.low == high.low && low.high == high.high) return Order::equal;
      return low.low >= high.low && low.high <= high.high ? Order::wider : Order::narrower;
    case Direction::inside:
      if (low.low == high.low && low.high == high.high) return Order::equal;
      return low.low <= high.low && low.high >= high.high ? Order::wider : Order::narrower;
    default: return Order::equal;
  }
}

Duration rounded_up(Duration hold, Duration step) {
  const auto below = hold / step * step;
  return since(Instant{}, later(Instant{below}, step));
}

std::string order_note(const MonitorJob& job, const Rung& rung) {
  const auto& names = job.c.plan.severities.names;
  const auto op = rung.ast->trigger.op;
  switch (direction_of(rung.plan.trigger.kind)) {
    case Direction::up:
      return fmt::format("with `{}`, thresholds must rise with the severity: {}", op,
                         fmt::join(names, " < "));
    case Direction::down:
      return fmt::format("with `{}`, thresholds must fall with the severity: {}", op,
                         fmt::join(names, " > "));
    case Direction::outside: return "with `outside`, the range must widen with the severity";
    default: return "with `inside`, the range must narrow with the severity";
  }
}

void stricter(MonitorJob& job, const Rung& low, const Rung& high, Order order) {
  const auto mild = severity_name(job, low), severe = severity_name(job, high);
  auto& d = job.c.diagnostics.error(
      "T3102", low.threshold(),
      fmt::format("`{}` is stricter than `{}`, so `{}` would fire first", mild, severe, severe));
  if (order == Order::equal) {
    d.label = "the same threshold, held as long or longer";
    d.notes.push_back("equal thresholds need a longer `for` on the more severe rung");
  } else {
    d.label = "reached only after " + threshold_text(job, high);
    d.notes.push_back(order_note(job, low));
  }
  d.related.push_back({high.threshold(), fmt::format("`{}` starts here", severe)});
}

bool same_direction(MonitorJob& job, const Rung& first, const Rung& rung) {
  const auto direction = direction_of(rung.plan.trigger.kind);
  if (direction == direction_of(first.plan.trigger.kind) && direction != Direction::exact)
    return true;
  const auto& trigger = rung.ast->trigger;
  const auto op = trigger.kind == ast::Trigger::Kind::compare ? trigger.op : rung.plan.trigger.text;
  auto& d = job.c.diagnostics.error(
      "T3103", trigger.span,
      fmt::format("rungs of one ladder must compare in the same direction; `{}` uses `{}`",
                  severity_name(job, rung), op.substr(0, op.find(' '))));
  d.related.push_back(
      {first.ast->trigger.span, fmt::format("`{}` compares here", severity_name(job, first))});
  return false;
}

// `inside` may end on one side only; then there is nothing to compare.
bool is_range(const Rung& rung) {
  return rung.plan.until_clear || rung.plan.until.kind == Kind::outside;
}

// The more severe rung must end at a value that is still bad for the milder one.
void check_clearing(MonitorJob& job, const Rung& low, const Rung& high) {
  if (!low.until_readable || !high.until_readable) return;
  const auto [low_a, low_b] = clear_at(low);
  const auto [high_a, high_b] = clear_at(high);
  bool later = false;
  switch (direction_of(low.plan.trigger.kind)) {
    case Direction::up: later = high_a < low_a; break;
    case Direction::down: later = high_a > low_a; break;
    case Direction::outside: later = high_a > low_a || high_b < low_b; break;
    case Direction::inside:
      later = is_range(low) && is_range(high) && (high_a < low_a || high_b > low_b);
      break;
    default: break;
  }
  if (!later) return;
  const auto span_of = [](const Rung& r) {
    return r.plan.until_clear ? r.threshold() : r.ast->until->trigger->span;
  };
  auto& d = job.c.diagnostics.error(
      "T3115", span_of(high),
      fmt::format("`{}` would clear only after `{}`; its `until` must be the easier one",
                  severity_name(job, high), severity_name(job, low)));
  d.related.push_back({span_of(low), fmt::format("`{}` clears here", severity_name(job, low))});
}

}  // namespace

namespace {

// Each rung at the place of another one. None where a comment would then speak of another rung.
std::optional<Fix> sorted_rungs(const MonitorJob& job, const std::vector<Rung>& rungs) {
  std::vector<Span> places;
  for (const auto& rung : rungs) places.push_back(rung.ast->span);
  std::ranges::sort(places, {}, &Span::begin);
  const auto file = places.front().file;
  if (std::ranges::any_of(rungs, [&](const Rung& r) { return r.ast->span.file != file; }))
    return std::nullopt;
  const std::string_view text = job.c.sources.file(file).text;
  const auto end = std::min(text.find('\n', places.back().end), text.size());
  if (text.substr(places.front().begin, end - places.front().begin).find('#') != text.npos)
    return std::nullopt;
  Fix fix{"write the mildest first", {}};
  for (std::size_t i = 0; i < rungs.size(); ++i)
    if (const auto span = rungs[i].ast->span; span != places[i])
      fix.edits.push_back({places[i], std::string(job.c.sources.text(span))});
  return fix;
}

void lint_rung_order(MonitorJob& job, const std::vector<Rung>& rungs) {
  const ast::Ladder* before = nullptr;
  for (const auto& rung : rungs) {
    const auto* ast = rung.ast;
    if (before && before->span.file == ast->span.file && ast->span.begin < before->span.begin) {
      auto& d = job.c.diagnostics.lint("L011", ast->severity.span,
                                       "ladder from high to low; write the mildest first");
      d.fix = sorted_rungs(job, rungs);
      return;
    }
    before = ast;
  }
}

}  // namespace

Direction direction_of(Kind kind) {
  switch (kind) {
    case Kind::greater:
    case Kind::greater_equal: return Direction::up;
    case Kind::less:
    case Kind::less_equal: return Direction::down;
    case Kind::outside: return Direction::outside;
    case Kind::inside: return Direction::inside;
    case Kind::is_true: return Direction::is_true;
    case Kind::is_false: return Direction::is_false;
    default: return Direction::exact;
  }
}

std::pair<double, double> clear_at(const Rung& rung) {
  const auto& condition = rung.plan.until_clear ? rung.plan.trigger : rung.plan.until;
  return {condition.low, condition.high};
}

void check_order(MonitorJob& job, const std::vector<Rung>& rungs) {
  const Rung* first = nullptr;
  const Rung* before = nullptr;
  for (const auto& rung : rungs) {
    if (!rung.readable) continue;
    if (!first) {
      first = before = &rung;
      continue;
    }
    if (!same_direction(job, *first, rung)) return;
    const auto order = order_of(before->plan.trigger, rung.plan.trigger);
    const bool calmer = patience(job, rung) > patience(job, *before);
    if (order == Order::narrower || (order == Order::equal && !calmer))
      stricter(job, *before, rung, order);
    else
      check_clearing(job, *before, rung);
    before = &rung;
  }
}

void lint_rungs(MonitorJob& job, const std::vector<Rung>& rungs) {
  const auto highest = job.c.plan.severities.highest();
  const auto step = step_of(job.plan.window);
  for (const auto& rung : rungs) {
    const auto name = severity_name(job, rung);
    if (rung.plan.severity == highest && rung.plan.hold.count() == 0 && rung.plan.of_m == 0)
      job.c.diagnostics.lint(
          "L003", rung.ast->severity.span,
          fmt::format("{} rung without `for`: one bad evaluation wakes someone up", name));
    if (rung.plan.severity == highest && !rung.ast->until)
      job.c.diagnostics.lint("L004", rung.ast->severity.span,
                             fmt::format("{} rung without `until`: the alert may flap", name));
    const auto* until = rung.ast->until.get();
    for (const auto* hold : {rung.ast->hold ? &*rung.ast->hold : nullptr,
                             until && until->hold ? &*until->hold : nullptr}) {
      if (!hold || step.count() <= 0 || hold->value % step == Duration(0)) continue;
      job.c.diagnostics.lint("L007", hold->span,
                             fmt::format("`for {}` is rounded up to {}, a multiple of `every`",
                                         format_duration(hold->value),
                                         format_duration(rounded_up(hold->value, step))));
    }
  }
  lint_rung_order(job, rungs);
}

}  // namespace tocsin::dsl
