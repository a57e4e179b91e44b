// A measure over time as a picture: one SVG that needs nothing else and runs nothing.
#pragma once

#include "base/time.hpp"
#include "charts/trace.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tocsin::charts {

// How grave something is; each has its colour, in light and in dark surroundings.
enum class Shade : std::uint8_t { mild, middle, worst };

// A dashed line across the chart.
struct Threshold {
  double value = 0;
  std::string label;  // "page > 400ms"
  Shade shade = Shade::worst;
};

// A time during which an alert fired.
struct Stretch {
  Instant from{}, to{};
  Shade shade = Shade::worst;
  std::string note;  // shown by a browser when the pointer rests there
};

struct LineChart {
  std::string title, subtitle;     // any text: a long one is cut
  Instant from{}, to{};            // what the axis of time shows; from < to
  std::vector<TracePoint> points;  // in order of time; a value that is not finite is a gap
  std::vector<Threshold> thresholds;
  std::vector<Stretch> stretches;
  std::function<std::string(double)> text_of;  // a value with its unit
  bool are_durations = false;  // of nanoseconds: marks stand at whole seconds, minutes, hours
};

// Well-formed XML. The line is thinned to the columns of pixels; the band is drawn where both ends
// of the interval are known.
std::string to_svg(const LineChart& chart);

}  // namespace tocsin::charts
