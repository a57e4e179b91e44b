#include "dsl/route_index.hpp"

#include "dsl/check_delivery.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace tocsin::dsl {

RouteIndex::RouteIndex(const Checking& c) : c_(c), all_monitors_(c.plan.monitors.size()) {
  std::iota(all_monitors_.begin(), all_monitors_.end(), 0);
  for (std::size_t r = 0; r < c.plan.routes.size(); ++r) {
    const auto demand = demand_of(c.plan.routes[r].where);
    if (!demand) {
      free_routes_.push_back(r);
      continue;
    }
    for (const auto& value : demand->values) routes_[demand->name][value].push_back(r);
    const auto [at, is_new] = monitors_.try_emplace(demand->name);
    if (!is_new) continue;
    for (const auto m : all_monitors_)
      at->second[settled_value(c, c.plan.monitors[m], demand->name)].push_back(m);
  }
}

std::span<const std::size_t> RouteIndex::monitors(std::size_t route) {
  const auto demand = demand_of(c_.plan.routes[route].where);
  if (!demand) return all_monitors_;
  const auto& by_value = monitors_.at(demand->name);
  merged_.clear();
  for (const auto& value : std::set(demand->values.begin(), demand->values.end())) {
    const auto at = by_value.find(value);
    if (at == by_value.end()) continue;
    if (demand->values.size() == 1) return at->second;
    merged_.insert(merged_.end(), at->second.begin(), at->second.end());
  }
  std::ranges::sort(merged_);
  return merged_;
}

bool RouteIndex::takes(std::size_t route, std::size_t monitor, int severity) const {
  return may_match(c_, c_.plan.routes[route], c_.plan.monitors[monitor], severity);
}

bool RouteIndex::is_routed(std::size_t monitor, int severity) const {
  const auto takes_it = [&](std::size_t route) { return takes(route, monitor, severity); };
  if (std::ranges::any_of(free_routes_, takes_it)) return true;
  return std::ranges::any_of(routes_, [&](const auto& entry) {
    const auto at = entry.second.find(settled_value(c_, c_.plan.monitors[monitor], entry.first));
    return at != entry.second.end() && std::ranges::any_of(at->second, takes_it);
  });
}

}  // namespace tocsin::dsl
