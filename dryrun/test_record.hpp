// What a test run showed: every reading, transition and message, and the questions asked of them.
#pragma once

#include "base/outcome.hpp"
#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::dryrun {

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
  };
  std::vector<Firing> firing(const std::vector<std::size_t>& monitors, const Labels& where,
                             Instant from, Instant to) const;
  // Beginnings and rises, in order: what reaches delivery.
  std::vector<Firing> told(const std::vector<std::size_t>& monitors) const;
  // The first step onto this severity; kForever: none.
  Instant first(const std::vector<std::size_t>& monitors, const Labels& where, int severity) const;
  // Messages to the channel that speak of one of the monitors.
  std::vector<Instant> notified(const std::string& channel,
                                const std::vector<std::size_t>& monitors) const;
  // The last readings at or before `at`, one a segment.
  std::vector<Reading> readings(std::size_t monitor, const Labels& where, Instant at) const;
  // Lines of the monitor's readings around `at`: "+68m  platform=smava  420ms  n 200  page".
  std::vector<std::string> timeline(std::size_t monitor, Instant at, Instant clock) const;

  // Steps of a monitor as one text: "warn at +73m, page at +78m"; "no alert".
  std::string story(const std::vector<std::size_t>& monitors, const Labels& where,
                    Instant clock) const;

 private:
  std::size_t monitor_of(const AlertId& id) const;

  const dsl::Plan& plan_;
  std::vector<Reading> readings_;
  std::vector<std::pair<std::size_t, Transition>> transitions_;  // with the monitor's number
  std::vector<Message> messages_;
};

// "+1h8m", of a time after the test's clock.
std::string offset_text(Instant at, Instant clock);

// Whether a segment's text bears all these values.
bool has_labels(const std::string& segment, const Labels& where);

}  // namespace tocsin::dryrun
