// What a test run showed: every reading, transition and message, and the questions asked of them.
#pragma once

#include "base/outcome.hpp"
#include "dsl/plan.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dryrun {

// One reading, ready to be shown.
struct TimelineRow {
  std::string at;  // "+1h8m", after the clock of the test
  std::string segment;
  std::string value;  // "420ms", or why there is none: "no data"
  std::uint64_t n = 0;
  std::string state;       // "ok", "pending", or the severity
  bool is_asked = false;   // of a tick in question
  bool after_gap = false;  // ticks between this row and the one before are left out
};

class TestRecord {
 public:
  explicit TestRecord(const dsl::Plan& plan) : plan_(plan) {}

  void add(Outcome outcome);

  // An alert in [from, to] of a monitor: it began there, or before and had not ended.
  struct Firing {
    std::size_t monitor = 0;
    std::string segment;
    int severity = -1;
    Instant at{};
    std::string reason;
  };
  std::vector<Firing> firing(const std::vector<std::size_t>& monitors, const Labels& where,
                             Instant from, Instant to) const;
  // Beginnings and rises that nothing holds back, and what fires on when nothing does any more:
  // what reaches delivery, in order.
  std::vector<Firing> told(const std::vector<std::size_t>& monitors) const;
  // What was held back from people in [from, to], in the order in which it began.
  std::vector<HeldBack> held(const std::vector<std::size_t>& monitors, const Labels& where,
                             Instant from, Instant to) const;
  // The first step onto this severity; kForever: none.
  Instant first(const std::vector<std::size_t>& monitors, const Labels& where, int severity) const;
  // Messages to the channel that speak of one of the monitors.
  std::vector<Instant> notified(const std::string& channel,
                                const std::vector<std::size_t>& monitors) const;
  // Those of them that are digests.
  std::vector<Instant> digests(const std::string& channel,
                               const std::vector<std::size_t>& monitors) const;
  // The last readings at or before `at`, one a segment that is still there.
  std::vector<Reading> readings(std::size_t monitor, const Labels& where, Instant at) const;
  // The readings around these times of the segments that bear `where`; of many segments those that
  // are worst at these times.
  std::vector<TimelineRow> timeline(std::size_t monitor, const Labels& where,
                                    const std::vector<Instant>& times, Instant clock) const;

  // Somebody answered an incident at `at`.
  bool is_answered(Instant at) const { return answered_.contains(at); }

  // Steps of a monitor as one text: "warn at +73m, page at +78m"; "no alert".
  std::string story(const std::vector<std::size_t>& monitors, const Labels& where,
                    Instant clock) const;

  // With the monitor's number.
  const std::vector<std::pair<std::size_t, Transition>>& transitions() const {
    return transitions_;
  }
  const std::vector<Reading>& all_readings() const { return readings_; }
  const std::vector<Message>& messages() const { return messages_; }
  const std::vector<HeldBack>& all_held() const { return held_; }
  std::size_t monitor_of(const AlertId& id) const;

 private:
  bool is_held(const Transition& step) const;
  bool speaks_of(const Message& message, const std::vector<std::size_t>& monitors) const;
  std::vector<const Reading*> shown(std::size_t monitor, const Labels& where,
                                    const std::vector<Instant>& asked) const;
  TimelineRow row_of(const Reading& reading, Instant clock) const;

  const dsl::Plan& plan_;
  std::vector<Reading> readings_;
  std::vector<std::pair<std::size_t, Transition>> transitions_;
  std::vector<Message> messages_;
  std::vector<HeldBack> held_;  // with `to` where it is over
  std::set<Instant> answered_;
};

// "+1h8m", of a time after the test's clock.
std::string offset_text(Instant at, Instant clock);

// "+68m  platform=smava  420ms  n 200  page", in columns; `>` in front of a tick in question, and
// a line of dots where ticks were left out.
std::vector<std::string> lines_of(const std::vector<TimelineRow>& rows);

// Whether a segment's text bears all these values.
bool has_labels(const std::string& segment, const Labels& where);

}  // namespace tocsin::dryrun
