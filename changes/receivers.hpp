// Who is told of an alert, and how: asked of the engine's own router, for every alert that the
// routes of either rule set can tell apart.
#pragma once

#include "changes/rungs.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tocsin::changes {

// The values by which routes tell alerts of one monitor apart; an empty text stands for the rest.
struct Distinctions {
  std::map<std::string, std::set<std::string>> segments;  // by field
  bool reason = false;
};
Distinctions distinctions(const dsl::Plan& old, const dsl::Plan& now);

// The severities that alerts of the monitor can have, by its rungs and its gaps; mildest first.
std::vector<std::string> reachable(MonitorOf of);

// `page to oncall, ml; warn to ml`
std::string receivers_text(MonitorOf of);

// Lines about both versions of a monitor; alike ones of several monitors become one with
// join_alike().
void compare_receivers(const std::string& subject, MonitorOf old, MonitorOf now,
                       const Distinctions& by, std::vector<Change>& changes);
std::vector<Change> join_alike(std::vector<Change> changes);

}  // namespace tocsin::changes
