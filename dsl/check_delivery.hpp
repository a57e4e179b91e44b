// Delivery: channels, routes, incidents, and the names their filters know.
#pragma once

#include "dsl/checking.hpp"

#include <optional>
#include <set>

namespace tocsin::dsl {

// Fills Plan::channels[index]. T5104 to T5106, T2112, T2113.
void check_channel(Checking& c, std::size_t index, const ast::Channel& channel);

// Adds a RoutePlan. T1201, T1212, N001.
void check_route(Checking& c, Package& package, const ast::Route& route);

void check_incident(Checking& c, const ast::Incident& incident);

// What only shows when all monitors and routes are known: T5101, T5102, T5103, T5112.
void check_routing(Checking& c);

// `where` of a route: names LANGUAGE 3.11. Nothing after T1212 or T2112.
std::optional<AlertFilter> check_filter(Checking& c, const ast::Expr& expr);
// A name of `group by` or `incident by`. Nothing after T1212.
std::optional<std::string> filter_name(Checking& c, const ast::Path& path);

// Severities that an alert of the monitor can have, gaps included.
std::set<int> reachable(const MonitorPlan& monitor);

// A route acts on the monitors of its own folder and of those below it.
bool is_below(std::string_view folder, std::string_view package);

// Whether some alert of the monitor at `severity` passes the route: yes, or only when something
// that is not known before (a segment's value, the reason) is right.
bool may_match(const Checking& c, const RoutePlan& route, const MonitorPlan& monitor, int severity);
bool may_match(const Checking& c, const AlertFilter& filter, const MonitorPlan& monitor,
               int severity);

}  // namespace tocsin::dsl
