// The measures of a replay as pictures: an SVG for each monitor and segment.
#pragma once

#include "base/reading.hpp"
#include "base/result.hpp"
#include "charts/trace.hpp"
#include "dryrun/replay.hpp"
#include "dryrun/summary.hpp"
#include "dsl/plan.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dryrun {

class ReplayCharts {
 public:
  // A monitor by many fields has as many segments as the data want; only the first that were seen
  // are drawn, and `overall` beside them.
  static constexpr std::size_t kSegments = 20;

  // Makes the folder where it is missing.
  static Result<ReplayCharts> create(const std::string& folder);

  void add(const std::vector<Reading>& readings);

  // Writes FOLDER/MODEL.MONITOR.SEGMENT.svg, the names in letters, digits, `.`, `-` and `_`. Gives
  // the monitors of which segments were left out, each as a sentence.
  Result<std::vector<std::string>> write(const dsl::Plan& plan, const ReplayReport& report,
                                         const Summary& summary) const;

 private:
  explicit ReplayCharts(const std::string& folder) : folder_(folder) {}
  bool is_drawn(const Reading& reading);
  std::vector<std::string> left_out(const dsl::Plan& plan, const Summary& summary) const;

  std::string folder_;
  std::map<std::pair<std::size_t, std::string>, charts::Trace> traces_;
  std::map<std::size_t, std::size_t> drawn_;  // monitor -> segments, without `overall`
};

}  // namespace tocsin::dryrun
