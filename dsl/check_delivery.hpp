// Delivery: channels, routes, incidents, and the names their filters know.
#pragma once

#include "dsl/checking.hpp"

#include <functional>
#include <optional>
#include <set>

namespace tocsin::dsl {

// Fills Plan::channels[index]. T5104 to T5106, T2112, T2113.
void check_channel(Checking& c, std::size_t index, const ast::Channel& channel);

// Adds a RoutePlan. T1201, T1212.
void check_route(Checking& c, Package& package, const ast::Route& route);

void check_incident(Checking& c, const ast::Incident& incident);

// What only shows when all monitors and routes are known: T5101, T5102, T5103, T5109, T5112,
// T5114 to T5116.
void check_routing(Checking& c);

// A name of `group by` or `incident by`: LANGUAGE 3.11. Nothing after T1212.
std::optional<std::string> filter_name(Checking& c, const ast::Path& path);
// The name that a filter means, or nothing after T1212.
using FilterNames = std::function<std::optional<std::string>(Checking&, const ast::Path&)>;
// `where` of a route or a silence. Nothing after T1212 or T2112.
std::optional<AlertFilter> check_filter(Checking& c, const ast::Expr& expr,
                                        const FilterNames& names = filter_name);

// What holds messages back. T5107 to T5113, L023, and the names, times and severities in it.
void check_suppress(Checking& c, Package& package, const ast::Suppress& suppress);
void check_mute(Checking& c, Package& package, const ast::Mute& mute);
void check_silence(Checking& c, Package& package, const ast::Silence& silence);
// T1101 and T5109, when all suppressions are known.
void check_suppressions(Checking& c);

// `escalate` and `digest` of one route; T1201, T2120.
void read_escalation(Checking& c, const Package& package, const ast::RouteOption& option,
                     RoutePlan& plan);
void read_digest(Checking& c, const ast::RouteOption& option, RoutePlan& plan);
// T5114 to T5116, when it is known which alerts open incidents.
void check_escalations(Checking& c);

// "08:00" as a time of the day. T2119.
std::optional<Duration> time_of_day(Checking& c, std::string_view text, Span span);

// Severities that an alert of the monitor can have, gaps included.
std::set<int> reachable(const MonitorPlan& monitor);

// A route acts on the monitors of its own folder and of those below it.
bool is_below(std::string_view folder, std::string_view package);

// Whether some alert of the monitor at `severity` passes the route: yes, or only when something
// that is not known before (a segment's value, the reason) is right.
bool may_match(const Checking& c, const RoutePlan& route, const MonitorPlan& monitor, int severity);
bool may_match(const Checking& c, const AlertFilter& filter, const MonitorPlan& monitor,
               int severity);

// What every alert that passes a filter has: one of these values of a name that its monitor
// settles.
struct Demand {
  std::string name;
  std::vector<std::string> values;
};
// The first one that is written; nothing for a filter that does not begin with any.
std::optional<Demand> demand_of(const AlertFilter& filter);
// The value of such a name.
std::string settled_value(const Checking& c, const MonitorPlan& monitor, const std::string& name);

}  // namespace tocsin::dsl
