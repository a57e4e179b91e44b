// A measure over time, in memory that does not grow with the number of its values.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <vector>

namespace tocsin::charts {

// A value with the interval in which it lies; what is not known is NaN.
struct TracePoint {
  Instant at{};
  double value = 0;
  double low = 0, high = 0;
};

// Of each of `columns` equal stretches of time the lowest and the highest value, in order of time,
// both with the widest interval of their stretch. A stretch without any value keeps one point
// without, so that gaps stay gaps.
std::vector<TracePoint> thinned(const std::vector<TracePoint>& points, std::size_t columns);

// Takes points in order of time and keeps at most `most` of them, thinned as often as needed.
class Trace {
 public:
  explicit Trace(std::size_t most = 2400) : most_(most) {}

  void add(const TracePoint& point);
  const std::vector<TracePoint>& points() const { return points_; }

 private:
  std::size_t most_;
  std::vector<TracePoint> points_;
};

}  // namespace tocsin::charts
