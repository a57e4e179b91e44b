// The earlier readings of one segment, kept for as long as a measure looks back.
#pragma once

#include "base/codec.hpp"
#include "base/reading.hpp"
#include "dsl/plan.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace tocsin::engine {

struct PastReading {
  Instant tick;
  double value;
};

// Which of them a call asks for, the same for all segments of its monitor.
struct PastSteps {
  // `shift` as in shift_of().
  PastSteps(const dsl::AggregateCall& call, const dsl::MonitorPlan& monitor, Duration shift);

  Duration reach{0};    // how far before a tick
  bool by_slot = true;  // ticks are a grid: sliding windows, and tumbling ones of one length
  Duration grain{0};    // by slot: of the grid; every tick lies on it
  Duration shift{0};    // by slot: of its ticks
  std::vector<std::int64_t> ages;  // by slot: how many slots before, rising, each once
  std::int64_t oldest = 0;         // of them
  bool may_overlap = false;        // else each reading is of rows of its own: chunks, batches, days
  Duration season{0}, window{0};   // of days and months
};

class PastReadings {
 public:
  virtual ~PastReadings() = default;

  // At rising ticks, or several at one; of a value.
  virtual void take(Instant tick, const Sample& sample) = 0;
  // Appends those that `now` is compared with, latest first; all of them lie before it.
  virtual void before(Instant tick, const Sample& now, std::vector<PastReading>& found) const = 0;
  // Nothing can be asked for any more at or after the tick.
  virtual bool is_stale(Instant tick) const = 0;
  virtual void save(Encoder& out) const = 0;
  virtual void load(Decoder& in) = 0;
};

// By slot they take 8 bytes each, `reach` / `grain` of them at most; else 24.
std::unique_ptr<PastReadings> make_past_readings(const PastSteps& steps);

}  // namespace tocsin::engine
