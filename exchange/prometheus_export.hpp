// The monitors that ask Prometheus, as its own rules.
#pragma once

#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::exchange {

struct ExportedMonitor {
  std::string monitor;              // model.monitor
  std::vector<std::string> alerts;  // names; empty: it was not carried over at all
  std::vector<std::string> losses;  // what could not be carried over, each a sentence
};

struct Export {
  std::string text;  // a rule file; without any group where nothing could be carried over
  std::vector<ExportedMonitor> monitors;  // in the order of the plan
};

// A group for the monitors of one model and one interval, an alert for each rung and for `no
// data`, and a recording rule where several ask the same.
Export export_prometheus(const dsl::Plan& plan);

}  // namespace tocsin::exchange
