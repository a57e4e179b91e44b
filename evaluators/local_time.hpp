// What a clock on a wall of some zone shows at an instant.
#pragma once

#include <cstdint>
#include <string_view>

namespace date {
class time_zone;
}

namespace tocsin::evaluators {

// Remembers the stretch between two changes of the clock, in which nearly all rows of a file lie.
class LocalTime {
 public:
  explicit LocalTime(std::string_view zone);  // empty: UTC

  bool is_known() const { return is_utc_ || rules_ != nullptr; }
  // Of nanoseconds since the epoch, in a known zone.
  int hour(std::int64_t nanoseconds);     // 0..23
  int weekday(std::int64_t nanoseconds);  // 1 Monday to 7 Sunday

 private:
  std::int64_t shown_seconds(std::int64_t nanoseconds);

  bool is_utc_ = false;
  const date::time_zone* rules_ = nullptr;
  std::int64_t from_ = 1, to_ = 0, offset_ = 0;  // seconds; offset_ holds in [from_, to_)
};

}  // namespace tocsin::evaluators
