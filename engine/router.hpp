// Decides which channels hear of an alert, and how. Pure.
#pragma once

#include "base/alert.hpp"
#include "base/labels.hpp"
#include "dsl/plan.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::engine {

// What filters and groups may ask of an alert (LANGUAGE 3.11).
struct AlertFacts {
  const dsl::Plan& plan;
  const dsl::MonitorPlan& monitor;
  const Labels& labels;
  int severity = -1;
  std::string_view reason;
};

// model kind monitor severity owner reason tag.NAME segment.FIELD; the empty text where the alert
// has no such name.
std::string fact(const AlertFacts& alert, std::string_view name);

// A name that the alert does not have is the empty text and equals nothing else.
bool matches(const dsl::AlertFilter& filter, const AlertFacts& alert);

// The route acts on monitors of this one's folder.
bool is_for_folder(const dsl::RoutePlan& route, const dsl::MonitorPlan& monitor);

// The routes along which an alert of this severity goes, ascending: those marked `only` where any
// of them matches.
std::vector<std::size_t> routes_of(const AlertFacts& alert);

// The routes that an alert of the monitor can match, whatever its severity, segment and reason.
std::vector<std::size_t> routes_for(const dsl::Plan& plan, const dsl::MonitorPlan& monitor);

// How one channel is told, from all routes that bring it: the most urgent of their options.
struct Delivery {
  Duration wait{0};
  std::optional<Duration> repeat;
  bool quietly = false;
  std::vector<std::string> group_by;  // sorted, each once
  Instant repeat_from = kBeginning;   // repeats count from no earlier
  std::vector<std::size_t> digests;   // routes whose digests it is told in; empty: told at once
};

// By channel number.
using ChannelDeliveries = std::map<std::size_t, Delivery>;

// Of an alert of this severity; empty below every route.
ChannelDeliveries route(const AlertFacts& alert);
// The same; `among` is routes_for() its monitor.
ChannelDeliveries route(const AlertFacts& alert, const std::vector<std::size_t>& among);

// How a channel is told along one route.
Delivery delivery_along(std::size_t route, const AlertFacts& alert);
// The channel is told so too: the more urgent of both options counts.
void add(ChannelDeliveries& deliveries, std::size_t channel, const Delivery& delivery);

// The group's key within a channel: `loan_rejection.slow_applications`, with the values of further
// names behind it.
std::string group_key(const AlertFacts& alert, const std::vector<std::string>& group_by);

}  // namespace tocsin::engine
