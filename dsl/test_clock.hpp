// The clock of a test: where it starts, and which instant `+68m`, `10:00` or a date is on it.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

class TestClock {
 public:
  // `clock` as written; without one 2026-01-05T00:00Z, a Monday. T2119, T2120, T2121.
  TestClock(Checking& c, const ast::TestItem* clock);

  Instant start() const { return start_; }
  // A time of day is the next one after the start, a date without a zone in the zone of the clock.
  std::optional<Instant> at(const ast::Offset& offset) const;
  // +1h8m, or the time when it lies before the start.
  std::string relative(Instant at) const;

 private:
  std::optional<Instant> next(const std::string& time_of_day, Span span) const;

  Checking& c_;
  Instant start_{};
  std::string date_ = "2026-01-05";
  std::string offset_ = "Z";  // as written behind the time; empty: `zone_` is meant
  std::string zone_;
};

}  // namespace tocsin::dsl
