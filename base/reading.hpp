// What a monitor saw at one tick, for one segment.
#pragma once

#include "base/time.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

enum class SampleKind : std::uint8_t { value, empty, few };

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// Where a value lies with the confidence `level`, in its units. Both ends are NaN where that is not
// known. A distance from a reference lies where it is when a test at the level finds two
// distributions, and is not known otherwise.
struct SureInterval {
  double level = 0;  // a share
  double low = kUnknown;
  double high = kUnknown;
};

// LANGUAGE 5.3. Units of `value`, `low`, `high`: shares and ratios as fractions, durations in
// nanoseconds, rates per second, the rest in the unit of the field.
struct Sample {
  SampleKind kind = SampleKind::empty;
  double value = kUnknown;  // never NaN when kind is `value`
  double low = kUnknown;    // 95% interval; NaN where the sampling error is not known
  double high = kUnknown;
  std::vector<SureInterval> sure{};  // one a level that the ladder asks for, rising
  std::uint64_t n = 0;          // events of the window after `where` and without malformed ones
  std::uint64_t labels = 0;     // of these, with a known label
  std::uint64_t positives = 0;  // of these, with the positive value
  bool label_measure = false;   // then `labels / n` is the label coverage
  bool warming_up = false;      // gaps do not count yet
  Instant from{};               // the interval judged: (from, to]
  Instant to{};
  Instant last_event = kBeginning;  // event time of the last event that counted; kBeginning: none
  std::string reason;  // why there is no value: "no data", "needs 300 labels", "undefined"
};

enum class AlertPhase : std::uint8_t { ok, pending, firing };

struct Reading {
  Instant slot{};             // the tick T
  std::uint32_t monitor = 0;  // index into Plan::monitors
  std::string segment;        // to_text(labels), kOverall, or empty without `by`
  Sample sample;
  AlertPhase phase = AlertPhase::ok;
  int severity = -1;          // rank of the alert's severity; -1 when nothing fires
  std::uint64_t episode = 0;  // the present one or the last; 0: it never fired
  bool is_peak = false;       // the worst value of the present episode so far
};

}  // namespace tocsin
