// A measure over time in one line of a terminal: ▁▂▃▄▅▆▇█.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tocsin::charts {

// Takes any number of values in order of time and keeps the mean of at most 2 * width stretches of
// equal length; when there are more, neighbours are put together.
class Sparkline {
 public:
  explicit Sparkline(std::size_t width = 48) : width_(width) {}

  void add(Instant at, double value);

  // One character a stretch, lowest value to highest; a blank where nothing was known. Empty when
  // there was no value. A constant series is a line in the middle.
  std::string text() const;
  double lowest() const;
  double highest() const;

 private:
  struct Stretch {
    double sum = 0;
    std::size_t n = 0;
  };
  void widen();

  std::size_t width_;
  Instant start_{};
  Duration step_{0};  // 0: no second value yet
  std::vector<Stretch> stretches_;
};

}  // namespace tocsin::charts
