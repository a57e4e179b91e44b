// What only shows when all monitors and routes are known: alerts that nobody hears, and routes and
// channels that nothing reaches.
#include "dsl/check_delivery.hpp"
#include "dsl/packages.hpp"
#include "dsl/route_index.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

// Where a monitor says that it reaches a severity: its rung, else its name (a gap or a default).
Span place_of(const Checking& c, std::size_t monitor, int severity) {
  const auto& rungs = c.plan.monitors[monitor].rungs;
  const auto found = std::ranges::find(rungs, severity, &RungPlan::severity);
  if (found == rungs.end()) return c.monitors[monitor].name;
  return c.monitors[monitor].rungs[static_cast<std::size_t>(found - rungs.begin())]->severity.span;
}

void check_heard(Checking& c, const RouteIndex& index) {
  struct Unheard {
    std::size_t first = 0, count = 0;
  };
  std::map<int, Unheard> unheard;
  for (std::size_t m = 0; m < c.plan.monitors.size(); ++m) {
    for (const int severity : reachable(c.plan.monitors[m])) {
      if (index.is_routed(m, severity)) continue;
      const auto [at, added] = unheard.try_emplace(severity, Unheard{m, 0});
      ++at->second.count;
    }
  }
  for (const auto& [severity, found] : unheard)
    c.diagnostics.error(
        "T5101", place_of(c, found.first, severity),
        fmt::format("no route takes `{}` alerts; {} {} use{} it (first: {})",
                    c.plan.severities.names[static_cast<std::size_t>(severity)], found.count,
                    found.count == 1 ? "monitor" : "monitors", found.count == 1 ? "s" : "",
                    c.plan.monitors[found.first].name));
}

// A filter must match a monitor, and one that can reach a severity of the route.
void check_acts(Checking& c, RouteIndex& index, std::size_t i) {
  const auto& route = c.plan.routes[i];
  const auto& ast = *c.routes[i];
  const MonitorPlan* matched = nullptr;
  for (const auto m : index.monitors(i)) {
    const auto& monitor = c.plan.monitors[m];
    for (const int severity : route.severities) {
      if (!may_match(c, route, monitor, severity)) continue;
      matched = matched ? matched : &monitor;
      if (reachable(monitor).contains(severity)) return;
    }
  }
  if (!matched) {
    c.diagnostics.error("T5102", ast.where->span, "route filter matches no monitor");
    return;
  }
  c.diagnostics.error("T5112", ast.severities.front().span,
                      fmt::format("`{}` cannot reach `{}`, so this route never acts", matched->name,
                                  ast.severities.front().text));
}

void check_used(Checking& c) {
  std::vector<bool> used(c.plan.channels.size());
  for (const auto& route : c.plan.routes) {
    for (const auto channel : route.channels) used[channel] = true;
    for (const auto& step : route.escalations) used[step.channel] = true;
  }
  if (!c.options.fallback.empty()) {
    const auto at = std::ranges::find(c.plan.channels, c.options.fallback, &ChannelConfig::name);
    if (at == c.plan.channels.end()) return;  // any of them may be meant: T0018
    used[static_cast<std::size_t>(at - c.plan.channels.begin())] = true;
  }
  for (std::size_t i = 0; i < used.size(); ++i)
    if (!used[i])
      c.diagnostics.error("T5103", c.channels[i],
                          fmt::format("channel `{}` is never used", c.plan.channels[i].name));
}

}  // namespace

std::set<int> reachable(const MonitorPlan& monitor) {
  std::set<int> severities;
  for (const auto& rung : monitor.rungs) severities.insert(rung.severity);
  for (const auto* gap : {&monitor.no_data, &monitor.too_few})
    if (gap->policy == GapPolicy::alert) severities.insert(gap->severity);
  return severities;
}

void check_routing(Checking& c) {
  check_suppressions(c);
  RouteIndex index(c);
  check_escalations(c);
  if (c.damage.any() || c.unresolved) return;
  check_heard(c, index);
  for (std::size_t i = 0; i < c.plan.routes.size(); ++i)
    if (c.routes[i]->where && !c.plan.routes[i].severities.empty()) check_acts(c, index, i);
  check_used(c);
}

}  // namespace tocsin::dsl
