// Which alerts hold others back while they fire (LANGUAGE 5.6). Pure.
#pragma once

#include "base/labels.hpp"
#include "dsl/plan.hpp"
#include "engine/receivers.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::engine {

class Suppressions {
 public:
  explicit Suppressions(const dsl::Plan& plan);

  // Some rule holds back alerts of this monitor; alerts of it hold back others.
  bool has_target(std::size_t monitor) const { return !rules_of_target_[monitor].empty(); }
  bool has_source(std::size_t monitor) const { return !rules_of_source_[monitor].empty(); }

  // The alert has gone from one severity to another; -1: it does not fire.
  void move(const AlertRef& ref, const Labels& labels, int from, int to);

  struct Source {
    std::size_t rule = 0;
    AlertRef ref;  // the worst that fires, of several the first in the plan
    int severity = -1;
  };
  // What holds back an alert of this severity: for each rule one source. A source that is held back
  // itself counts like any other, one of the same monitor never, and one that is milder than the
  // alert neither.
  std::vector<Source> sources_of(const AlertRef& ref, const Labels& labels, int severity) const;

  // How many suppressions lie above a monitor in a row: sources before what they hold back.
  int depth(std::size_t monitor) const { return depth_[monitor]; }

 private:
  // Values of the fields after `same`.
  using Key = std::vector<std::string>;
  // All that fire, the worst first: what they hold back must not come out when one of them ends.
  using Firing = std::map<std::pair<int, std::size_t>, std::set<std::string>>;

  std::optional<Key> key_of(std::size_t rule, const Labels& labels) const;
  void measure_depth(std::size_t monitor, std::set<std::size_t>& open);

  const dsl::Plan& plan_;
  std::vector<std::vector<std::size_t>> rules_of_target_, rules_of_source_;  // by monitor
  std::vector<std::map<Key, Firing>> firing_;                                // by rule
  std::vector<int> depth_;                                                   // by monitor; -1: open
};

}  // namespace tocsin::engine
