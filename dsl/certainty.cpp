#include "dsl/certainty.hpp"

#include "dsl/past.hpp"

#include <algorithm>

namespace tocsin::dsl {
namespace {

bool is_constant(const WindowExpr& expr) { return expr.op == WindowOp::constant; }

// The aggregates of an expression that is linear in each of them, or a plain quotient of two.
bool collect(const WindowExpr& expr, std::vector<std::size_t>& found) {
  switch (expr.op) {
    case WindowOp::aggregate: found.push_back(expr.aggregate); return true;
    case WindowOp::constant: return true;
    case WindowOp::add:
    case WindowOp::subtract:
    case WindowOp::negate:
      return std::ranges::all_of(expr.args, [&](const auto& a) { return collect(*a, found); });
    case WindowOp::multiply:
      return (is_constant(*expr.args[0]) || is_constant(*expr.args[1])) &&
             std::ranges::all_of(expr.args, [&](const auto& a) { return collect(*a, found); });
    case WindowOp::divide:
      return collect(*expr.args[0], found) &&
             (is_constant(*expr.args[1]) ||
              (expr.args[1]->op == WindowOp::aggregate && collect(*expr.args[1], found)));
    default: return false;
  }
}

Duration length_of(const AggregateCall& call, const WindowPlan& window) {
  return call.over.count() > 0 ? call.over : window.length;
}

}  // namespace

bool are_separate(const AggregateCall& a, const AggregateCall& b, const WindowPlan& window) {
  if (a.on != b.on) return true;
  if (a.on || (window.kind != WindowKind::sliding && window.kind != WindowKind::each)) return false;
  const auto& earlier = a.ago > b.ago ? a : b;
  const auto& later = a.ago > b.ago ? b : a;
  return earlier.ago >= later.ago + length_of(later, window);
}

bool is_certain(const MonitorPlan& monitor) {
  std::vector<std::size_t> found;
  if (!monitor.measure || !collect(*monitor.measure, found)) return false;
  std::ranges::sort(found);
  const auto [begin, end] = std::ranges::unique(found);
  found.erase(begin, end);
  const auto& calls = monitor.aggregates;
  const auto is_unknown = [&](std::size_t i) {
    const auto* average = option_of(calls[i], "average");  // of classes
    return calls[i].def->certainty == Certainty::unknown || (average && average->word != "micro");
  };
  if (found.empty() || found.size() > 2 || std::ranges::any_of(found, is_unknown)) return false;
  if (monitor.measure->op == WindowOp::aggregate) return true;
  const auto has_interval = [&](std::size_t i) {
    return calls[i].def->certainty == Certainty::interval;
  };
  if (!std::ranges::all_of(found, has_interval)) return false;
  return found.size() == 1 || are_separate(calls[found[0]], calls[found[1]], monitor.window);
}

}  // namespace tocsin::dsl
