// A rung as it was written beside what it became, and the rules that rungs of one ladder keep.
#pragma once

#include "dsl/check_monitor.hpp"

namespace tocsin::dsl {

struct Rung {
  const ast::Ladder* ast = nullptr;
  RungPlan plan;
  bool readable = false;  // its trigger is known
  bool until_readable = false;

  Span threshold() const {
    return ast->trigger.value ? ast->trigger.value->span : ast->trigger.span;
  }
};

// Which way a trigger looks: thresholds of one ladder compare in the same direction.
enum class Direction { up, down, outside, inside, is_true, is_false, exact };
Direction direction_of(Condition::Kind kind);

// T3102, T3103, T3115, T2127: between the rungs, mildest first.
void check_order(MonitorJob& job, const std::vector<Rung>& rungs);
// T3104 to T3106: of one rung.
void check_rung(MonitorJob& job, const Rung& rung);
// L003, L004, L007, L011.
void lint_rungs(MonitorJob& job, const std::vector<Rung>& rungs);

// When the alert of this rung is over: its `until`, else the good side of its own threshold.
// Numbers as in Condition.
std::pair<double, double> clear_at(const Rung& rung);

}  // namespace tocsin::dsl
