#include "dryrun/test_coverage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tocsin::dryrun {
namespace {

const std::string& severity_name(const dsl::Plan& plan, int severity) {
  return plan.severities.names[static_cast<std::size_t>(severity)];
}

std::string monitor_name(const dsl::Plan& plan, const dsl::MonitorPlan& monitor) {
  const auto name = plan.models[monitor.model].schema.model + "." + monitor.name;
  return monitor.package.empty() ? name : monitor.package + "." + name;
}

// Where nothing counts as 0 there is always a value.
bool is_never_empty(const dsl::MonitorPlan& monitor) {
  return !monitor.aggregates.empty() &&
         std::ranges::all_of(monitor.aggregates, [](const auto& call) {
           return call.def->never_empty && !call.label_measure;
         });
}

void add_monitor(const dsl::Plan& plan, std::size_t number, const Exercised& exercised,
                 std::vector<Part>& parts) {
  const auto& monitor = plan.monitors[number];
  const auto name = monitor_name(plan, monitor);
  for (const auto& rung : monitor.rungs)
    parts.push_back({PartKind::rung,
                     fmt::format("{} of {}", severity_name(plan, rung.severity), name), rung.span,
                     exercised.rungs.contains({number, rung.severity})});
  const auto add_gap = [&](const dsl::GapPlan& gap, GapKind kind, std::string_view word) {
    if (gap.policy != dsl::GapPolicy::keep)
      parts.push_back({PartKind::gap, fmt::format("{} of {}", word, name), monitor.span,
                       exercised.gaps.contains({number, kind})});
  };
  if (!is_never_empty(monitor)) add_gap(monitor.no_data, GapKind::no_data, "no data");
  add_gap(monitor.too_few, GapKind::too_few, "too few");
}

std::string route_name(const dsl::Plan& plan, const dsl::RoutePlan& route) {
  std::vector<std::string> severities, channels;
  for (const int severity : route.severities) severities.push_back(severity_name(plan, severity));
  for (const std::size_t channel : route.channels) channels.push_back(plan.channels[channel].name);
  return fmt::format("{} to {}", fmt::join(severities, ", "), fmt::join(channels, ", "));
}

std::string names_of(const dsl::Plan& plan, const std::vector<std::size_t>& monitors) {
  if (monitors.empty()) return "nothing";
  const auto name = monitor_name(plan, plan.monitors[monitors.front()]);
  return monitors.size() == 1 ? name : fmt::format("{} and {} more", name, monitors.size() - 1);
}

void add_holds(const dsl::Plan& plan, const Exercised& exercised, std::vector<Part>& parts) {
  for (std::size_t i = 0; i < plan.suppressions.size(); ++i) {
    const auto& suppression = plan.suppressions[i];
    parts.push_back({PartKind::suppression,
                     fmt::format("{} while {}", names_of(plan, suppression.monitors),
                                 names_of(plan, suppression.sources)),
                     suppression.span, exercised.suppressions.contains(i)});
  }
  for (std::size_t i = 0; i < plan.mutes.size(); ++i)
    parts.push_back(
        {PartKind::mute,
         fmt::format("{} on {}", plan.mutes[i].name, names_of(plan, plan.mutes[i].monitors)),
         plan.mutes[i].span, exercised.mutes.contains(i)});
}

}  // namespace

std::string_view to_text(PartKind kind) {
  switch (kind) {
    case PartKind::rung: return "rung";
    case PartKind::gap: return "gap";
    case PartKind::route: return "route";
    case PartKind::suppression: return "suppression";
    case PartKind::mute: return "mute";
  }
  return "";
}

std::size_t Coverage::count(PartKind kind) const {
  return static_cast<std::size_t>(std::ranges::count(parts, kind, &Part::kind));
}

std::size_t Coverage::exercised(PartKind kind) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      parts, [&](const Part& part) { return part.kind == kind && part.is_exercised; }));
}

double Coverage::share() const {
  if (parts.empty()) return 1;
  const auto done = std::ranges::count(parts, true, &Part::is_exercised);
  return static_cast<double>(done) / static_cast<double>(parts.size());
}

Coverage coverage_of(const dsl::Plan& plan, const Exercised& exercised) {
  Coverage coverage;
  for (std::size_t i = 0; i < plan.monitors.size(); ++i)
    add_monitor(plan, i, exercised, coverage.parts);
  for (std::size_t i = 0; i < plan.routes.size(); ++i)
    coverage.parts.push_back({PartKind::route, route_name(plan, plan.routes[i]),
                              plan.routes[i].span, exercised.routes.contains(i)});
  add_holds(plan, exercised, coverage.parts);
  return coverage;
}

}  // namespace tocsin::dryrun
