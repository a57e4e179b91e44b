// Which routes and which monitors may meet. Most routes ask for one model or one monitor: they are
// found by that, so that thousands of routes and monitors do not all look at each other.
#pragma once

#include "dsl/checking.hpp"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace tocsin::dsl {

// Of the routes and monitors that the Plan has when it is made.
class RouteIndex {
 public:
  explicit RouteIndex(const Checking& c);

  // Whether some route takes alerts of the monitor at `severity`, or may.
  bool is_routed(std::size_t monitor, int severity) const;
  // The only monitors that the route may take alerts of, by what its filter demands first; rising.
  // Valid until the next call.
  std::span<const std::size_t> monitors(std::size_t route);

 private:
  using ByValue = std::unordered_map<std::string, std::vector<std::size_t>>;
  bool takes(std::size_t route, std::size_t monitor, int severity) const;

  const Checking& c_;
  std::map<std::string, ByValue> routes_;    // by a name and the value that they demand
  std::map<std::string, ByValue> monitors_;  // by the same names and the value that they have
  std::vector<std::size_t> free_routes_;     // those that demand nothing
  std::vector<std::size_t> all_monitors_;
  std::vector<std::size_t> merged_;
};

}  // namespace tocsin::dsl
