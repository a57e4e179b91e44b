// Where the marks of an axis stand: at round values, at round times.
#pragma once

#include "base/time.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tocsin::charts {

// Multiples of 1, 2 or 5 times a power of ten `grain`s within [low, high], at most `most` + 1 of
// them. low < high, both finite; grain > 0.
std::vector<double> value_marks(double low, double high, double grain, std::size_t most);

struct TimeMark {
  Instant at{};
  std::string text;  // 09:00:15, 03-02 09:00, 2026-03-02 or 2026-03: as fine as the steps are
};

// Round times of UTC within [from, to], about `most` of them. from < to.
std::vector<TimeMark> time_marks(Instant from, Instant to, std::size_t most);

}  // namespace tocsin::charts
