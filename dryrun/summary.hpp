// What a replay comes to: episodes, the course of each measure, messages and totals.
#pragma once

#include "base/outcome.hpp"
#include "charts/sparkline.hpp"
#include "dsl/plan.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::dryrun {

// One alert from fired to resolved.
struct Episode {
  std::size_t monitor = 0;
  AlertId alert;
  std::uint64_t number = 0;  // of this alert, from 1
  Instant began{};
  std::optional<Instant> ended;                     // nothing: it still fired at the end
  std::vector<std::pair<Instant, int>> severities;  // each step, the last end left out
  int highest = -1;
  double peak = kUnknown;  // the worst value; unknown where it only ever had no value
  std::uint64_t n = 0;     // events behind the peak, or behind the reading that fired it
  std::string reason;      // why it fired
  std::string end_reason;
  std::string incident;
  std::vector<HeldBack> held;  // by beginning
};

// The readings of one segment of one monitor.
struct Course {
  charts::Sparkline line;
  double lowest = kUnknown, highest = kUnknown;
  std::uint64_t readings = 0;
  std::uint64_t unknown = 0;
  std::map<std::string, std::uint64_t> reasons;  // why unknown, each with how often
  std::uint64_t most = 0;                        // events behind any of the readings
  double last = kUnknown;
};

// An incident as the engine opened and ended it.
struct IncidentOutline {
  std::string id, model, title;
  int highest = -1;
  Instant opened{};
  std::optional<Instant> ended;  // nothing: something in it still fired, or could join
  std::set<AlertId> alerts;
};

class Summary {
 public:
  explicit Summary(const dsl::Plan& plan) : plan_(plan) {}

  void add(const Outcome& outcome);

  const std::vector<Episode>& episodes() const { return episodes_; }  // by beginning
  const std::map<std::pair<std::size_t, std::string>, Course>& courses() const { return courses_; }
  const std::vector<Message>& messages() const { return messages_; }
  const std::vector<IncidentOutline>& incidents() const { return incidents_; }  // by opening
  // Episodes by their highest severity.
  std::vector<std::size_t> by_severity() const;
  // Monday of the week -> episodes that began in it, by highest severity.
  std::map<Instant, std::vector<std::size_t>> by_week() const;

 private:
  void note(const IncidentEntry& entry);
  void note(const Reading& reading);
  void note_peak(const Reading& reading);
  void note(const Transition& step);
  void note(const HeldBack& record);
  std::size_t monitor_of(const AlertId& id) const;

  const dsl::Plan& plan_;
  std::vector<Episode> episodes_;
  std::map<std::pair<AlertId, std::uint64_t>, std::size_t> numbers_;  // -> index of the episode
  std::map<std::pair<std::size_t, std::string>, Course> courses_;
  std::vector<Message> messages_;
  std::vector<IncidentOutline> incidents_;
};

}  // namespace tocsin::dryrun
