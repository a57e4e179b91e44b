#include "dryrun/courses.hpp"

#include "dsl/value_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tocsin::dryrun {

std::vector<tocsin::Course::Level> levels_of(const dsl::Plan& plan,
                                             const dsl::MonitorPlan& monitor) {
  using Kind = dsl::Condition::Kind;
  std::vector<tocsin::Course::Level> levels;
  for (const auto& rung : monitor.rungs) {
    const auto& trigger = rung.trigger;
    if (trigger.kind == Kind::is_true || trigger.kind == Kind::is_false) continue;
    const std::string text =
        plan.severities.names[static_cast<std::size_t>(rung.severity)] + " " + trigger.text;
    levels.push_back({trigger.low, text, rung.severity});
    if (trigger.kind == Kind::outside || trigger.kind == Kind::inside)
      levels.push_back({trigger.high, text, rung.severity});
  }
  return levels;
}

Courses::Courses(const dsl::Plan& plan) : plan_(plan) {
  for (std::size_t i = 0; i < plan.monitors.size(); ++i) {
    const auto& monitor = plan.monitors[i];
    monitors_[{{monitor.package, plan.models[monitor.model].schema.model}, monitor.name}] = i;
  }
}

void Courses::add(const std::vector<Reading>& readings) {
  for (const auto& reading : readings) {
    const auto& sample = reading.sample;
    auto& points = points_[{reading.monitor, reading.segment}];
    points.push_back({reading.slot, sample.value, sample.low, sample.high});
    if (points.size() > kMost) points.pop_front();
  }
}

tocsin::Course Courses::course_of(const AlertId& alert) const {
  const auto number = monitors_.find({{alert.package, alert.model}, alert.monitor});
  if (number == monitors_.end()) return {};
  const auto points = points_.find({number->second, alert.segment});
  if (points == points_.end()) return {};
  const auto& monitor = plan_.monitors[number->second];
  tocsin::Course course{.points = {points->second.begin(), points->second.end()},
                        .levels = levels_of(plan_, monitor),
                        .lowest = {},
                        .highest = {}};
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const auto& point : course.points) {
    if (!std::isfinite(point.value)) continue;
    low = std::min(low, point.value);
    high = std::max(high, point.value);
  }
  if (low > high) return {};
  course.lowest = dsl::value_text(low, monitor.measure->type);
  course.highest = dsl::value_text(high, monitor.measure->type);
  return course;
}

}  // namespace tocsin::dryrun
