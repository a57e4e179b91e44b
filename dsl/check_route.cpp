// Routes and incidents.
#include "dsl/check_delivery.hpp"
#include "dsl/limits.hpp"
#include "dsl/packages.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::dsl {
namespace {

using Option = ast::RouteOption::Kind;

void read_duration(Checking& c, const ast::RouteOption& option, std::string_view word,
                   std::optional<Duration>& slot) {
  slot = option.duration.value;
  const bool may_be_zero = option.kind == Option::wait;
  if (may_be_zero) return;
  if (slot->count() <= 0)
    c.diagnostics.error("T3113", option.duration.span,
                        fmt::format("`{}` must be longer than zero", word));
  else
    is_long_enough(c, word, option.duration, kShortestRepeat);
}

void read_group(Checking& c, const ast::RouteOption& option, RoutePlan& plan) {
  plan.group_by.clear();
  for (const auto& path : option.paths)
    if (auto name = filter_name(c, path)) plan.group_by.push_back(std::move(*name));
}

void read_option(Checking& c, const Package& package, const ast::RouteOption& option,
                 RoutePlan& plan) {
  switch (option.kind) {
    case Option::repeat: return read_duration(c, option, "repeat", plan.repeat);
    case Option::wait: return read_duration(c, option, "wait", plan.wait);
    case Option::quietly: plan.quietly = true; return;
    case Option::group_by: return read_group(c, option, plan);
    case Option::escalate: return read_escalation(c, package, option, plan);
    case Option::digest: return read_digest(c, option, plan);
  }
}

void read_channels(Checking& c, const Package& package, const ast::Route& route, RoutePlan& plan) {
  for (const auto& name : route.channels) {
    const auto found = find_channel(c, package, name.text);
    if (!found)
      no_such(c, "channel", name, known_channels(c, package));
    else if (std::ranges::count(plan.channels, *found) == 0)
      plan.channels.push_back(*found);
  }
}

void check_once(Checking& c, const std::vector<ast::Name>& names) {
  std::map<std::string, Span> seen;
  for (const auto& name : names)
    if (const auto [at, added] = seen.emplace(name.text, name.span); !added)
      twice(c, name.text, name.span, at->second, "route");
}

}  // namespace

void check_route(Checking& c, Package& package, const ast::Route& route) {
  RoutePlan plan;
  plan.package = package.name;
  plan.only = route.only;
  plan.span = route.span;
  for (const auto& name : route.severities)
    if (const auto rank = severity_rank(c, name)) plan.severities.push_back(*rank);
  if (route.where) {
    auto filter = check_filter(c, *route.where);
    c.unresolved = c.unresolved || !filter;
    if (filter) plan.where = std::move(*filter);
  }
  read_channels(c, package, route, plan);
  check_once(c, route.severities);
  check_once(c, route.channels);
  std::map<Option, Span> seen;
  for (const auto& option : route.options) {
    const auto [at, added] = seen.emplace(option.kind, option.span);
    if (added || option.kind == Option::escalate)
      read_option(c, package, option, plan);
    else
      twice(c, on_one_line(c.sources, option.span), option.span, at->second, "route");
  }
  c.plan.routes.push_back(std::move(plan));
  c.routes.push_back(&route);
}

void check_incident(Checking& c, const ast::Incident& incident) {
  auto& plan = c.plan.incident;
  if (const auto rank = severity_rank(c, incident.from)) plan.from = *rank;
  if (!incident.by.empty()) plan.by.clear();
  for (const auto& path : incident.by)
    if (auto name = filter_name(c, path)) plan.by.push_back(std::move(*name));
  if (!incident.join) return;
  plan.join = incident.join->value;
  if (plan.join.count() <= 0)
    c.diagnostics.error("T3113", incident.join->span, "`join` must be longer than zero");
}

}  // namespace tocsin::dsl
