// Who has said to be on which incident, and what of it needs no reminding for that reason. Pure.
#pragma once

#include "base/codec.hpp"
#include "base/labels.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::engine {

// Somebody is on it: on the incident, or on those of the alerts that fire for these monitors in
// segments that bear `where` (LANGUAGE 8.7).
struct Acknowledgement {
  Instant at{};
  std::string by;
  Duration lasts = std::chrono::hours(24);
  std::string incident;               // id; empty: that of the alerts
  std::vector<std::size_t> monitors;  // numbers of the plan
  Labels where;
};

class Answers {
 public:
  // Acts at `from`, or with the next tick after it.
  void add(Acknowledgement acknowledgement, Instant from);
  // When the next one acts, or one has been given too long ago.
  std::optional<Instant> next_due() const;
  // Those that act at or before `now`, in order.
  std::vector<Acknowledgement> take_due(Instant now);

  // By monitor the highest severity that is answered.
  using Severities = std::map<std::size_t, int>;
  // Beside what is answered in the incident already; until `until`.
  void answer(const std::string& incident, const std::string& by, Instant until,
              const Severities& severities);
  bool covers(const std::string& incident, std::size_t monitor, int severity) const;

  struct Lapsed {
    std::string incident;
    std::string by;
  };
  // The incidents whose answer has run out at `now`.
  std::vector<Lapsed> lapse(Instant now);
  // Repeats of its alerts count from no earlier; kBeginning: no answer of it has run out.
  Instant repeats_from(const std::string& incident) const;

  // The incident is over.
  void end(const std::string& incident) { given_.erase(incident); }

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  struct Answer {
    std::string by;
    Instant until{};
    Severities severities;  // empty: it has run out
  };

  std::multimap<Instant, Acknowledgement> waiting_;
  std::map<std::string, Answer> given_;  // by incident
};

}  // namespace tocsin::engine
