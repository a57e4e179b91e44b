// Who is told of a monitor's alerts, as far as the rules alone can say.
#pragma once

#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::prose {

struct Receiver {
  std::size_t channel = 0;
  std::string only_where;  // what an alert must have beside its severity; empty: every one
  Duration wait{0};        // before the first message leaves
  std::string digest;      // "daily 08:00 Europe/Berlin"; empty: told at once
};

// Who is told as well when nobody answers, and how long after the first message.
struct Escalation {
  std::size_t channel = 0;
  Duration after{0};
};

// By channel number. `severity` is a rank. Empty: nobody hears of it.
std::vector<Receiver> receivers(const dsl::Plan& plan, const dsl::MonitorPlan& monitor,
                                int severity);

// The earliest of all routes that may bring it, a step a channel, rising.
std::vector<Escalation> escalations(const dsl::Plan& plan, const dsl::MonitorPlan& monitor,
                                    int severity);

// The routes that may bring it, as indices into Plan::routes.
std::vector<std::size_t> routes_taking(const dsl::Plan& plan, const dsl::MonitorPlan& monitor,
                                       int severity);

// "oncall and ml_slack", "ml_slack (where segment.platform is "a")", "nobody".
std::string in_words(const dsl::Plan& plan, const std::vector<Receiver>& receivers);

// "daily 08:00 Europe/Berlin", "monday 08:00 Europe/Berlin", "hourly".
std::string in_words(const dsl::DigestPlan& digest);

// A filter of a route: `kind is "fear" and tag.tier is "1"`.
std::string in_words(const dsl::AlertFilter& filter);

}  // namespace tocsin::prose
