#include "dsl/past.hpp"

#include "dsl/row_build.hpp"
#include "dsl/saturate.hpp"

#include <algorithm>

namespace tocsin::dsl {
namespace {

constexpr std::int64_t kFewestReadings = 8;  // of a spread
constexpr std::int64_t kFewestSeasons = 3;   // which give three readings each
constexpr std::int64_t kLineSteps = 3;       // between the four points of a line

Duration times(std::int64_t n, Duration step) {
  return nanoseconds(static_cast<double>(n) * static_cast<double>(step.count()));
}

bool asserts(const RowExpr& filter, const std::string& canonical) {
  if (filter.canonical == canonical) return true;
  return filter.op == RowOp::and_ && std::ranges::any_of(filter.args, [&](const auto& arg) {
           return asserts(*arg, canonical);
         });
}

void push(AggregateCall& inner, const AggregateCall& outer) {
  inner.ago += outer.ago;
  if (inner.over.count() == 0) inner.over = outer.over;
  const bool is_filtered =
      !outer.where || (inner.where && asserts(*inner.where, outer.where->canonical));
  if (!is_filtered) {
    inner.where = make_both(inner.where, outer.where);
    inner.canonical += " where " + outer.where->canonical;
    inner.reads = outer.reads;
  }
}

}  // namespace

const CallOption* option_of(const AggregateCall& call, std::string_view name) {
  const auto found = std::ranges::find(call.options, name, &CallOption::name);
  return found == call.options.end() ? nullptr : &*found;
}

Duration reading_step(const AggregateCall& call, const WindowPlan& window) {
  if (!call.inner) return call.over.count() > 0 ? call.over : window.length;
  Duration step{0};
  for (const auto& one : pushed_inside(call).aggregates)
    step = std::max(step, reading_step(one, window));
  return step;
}

InnerMeasure pushed_inside(const AggregateCall& call) {
  InnerMeasure inner = *call.inner;
  for (auto& one : inner.aggregates) push(one, call);
  return inner;
}

Duration past_of(const AggregateCall& call, const WindowPlan& window) {
  if (!call.inner) return call.ago;
  const auto step = reading_step(call, window);
  Duration past = call.ago;
  if (const auto* whole = option_of(call, "past")) {
    const auto* season = option_of(call, "season");
    const auto least =
        season ? times(kFewestSeasons, nanoseconds(season->number)) : times(kFewestReadings, step);
    past = saturated_sum(past, std::min(nanoseconds(whole->number), least));
  }
  for (const auto& arg : call.args) {
    if (!arg->type.is(TypeKind::duration)) continue;
    const auto whole = nanoseconds(arg->number);
    const bool is_line = call.def->name == "trend";
    past = saturated_sum(past, is_line ? std::min(whole, times(kLineSteps, step)) : whole);
  }
  Duration inner{0};
  for (const auto& one : call.inner->aggregates) inner = std::max(inner, past_of(one, window));
  return saturated_sum(past, inner);
}

}  // namespace tocsin::dsl
