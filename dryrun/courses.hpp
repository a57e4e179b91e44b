// How measures went up to now: what the charts inside messages are drawn from.
#pragma once

#include "base/alert.hpp"
#include "base/reading.hpp"
#include "dsl/plan.hpp"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace tocsin::dryrun {

// The thresholds of a monitor: "page > 300ms", of a range both its ends.
std::vector<tocsin::Course::Level> levels_of(const dsl::Plan& plan,
                                             const dsl::MonitorPlan& monitor);

// Keeps the latest readings of every segment of every monitor. `plan` must outlive it.
class Courses {
 public:
  explicit Courses(const dsl::Plan& plan);

  void add(const std::vector<Reading>& readings);
  // Of the alert's measure, up to the latest reading. Without points for an alert it does not know.
  tocsin::Course course_of(const AlertId& alert) const;

 private:
  static constexpr std::size_t kMost = 60;
  using Name = std::pair<std::pair<std::string, std::string>, std::string>;

  const dsl::Plan& plan_;
  std::map<Name, std::size_t> monitors_;  // package, model, name -> number
  std::map<std::pair<std::size_t, std::string>, std::deque<tocsin::Course::Point>> points_;
};

}  // namespace tocsin::dryrun
