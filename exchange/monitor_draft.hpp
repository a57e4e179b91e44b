// One alert of Prometheus on its way to a monitor of tocsin.
#pragma once

#include "exchange/marker.hpp"
#include "exchange/prometheus_rules.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::exchange {

struct RungDraft {
  std::string severity;        // info, warn or page
  std::string op;              // < <= > >= = != outside inside, or true and false of a yes/no
  double value = 0, high = 0;  // `high` of outside and inside
  Duration hold{0}, keep{0};
  std::uint32_t of_n = 0, of_m = 0;  // `for N of M`; 0: none
};

struct MonitorDraft {
  std::string rule;   // the alert's name
  std::string model;  // of a marker, else empty
  std::string kind = "service", name, title;
  std::string query, type = "number";  // as in a Marker
  Duration window{0};
  std::vector<std::string> by;
  std::vector<RungDraft> rungs;
  std::string no_data = "ok";  // the clause behind `no data`
  bool is_no_data = false;     // not a monitor, but the `no data` of the one of its name
  TextPairs tags;
  std::string owner, runbook, dashboard, because;
  std::string message;  // between its quotes
  std::vector<std::string> losses;
};

// `inlined`: queries behind recorded names that `export` made. The name is not chosen yet, but for
// rules that bear a marker.
MonitorDraft draft_of(const PrometheusRule& rule, const PrometheusGroup& group,
                      const std::map<std::string, std::string>& inlined);

// Whether `more` is another rung of the same ladder, or its `no data`; then it is part of it now.
bool joined(MonitorDraft& ladder, const MonitorDraft& more);

// As it stands in a `watch` block, not laid out.
std::string monitor_text(const MonitorDraft& draft);

}  // namespace tocsin::exchange
