// Rows of alerts, their episodes and transitions, of one run.
#pragma once

#include "base/alert.hpp"
#include "base/held_back.hpp"
#include "base/reading.hpp"
#include "store/recorder.hpp"
#include "store/transaction.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::store {

class AlertRows {
 public:
  AlertRows(Transaction& writing, std::int64_t run, const RunSpec& spec)
      : writing_(writing), run_(run), spec_(spec) {}

  // Writes the step down and moves its episode; a step that is in the log already changes nothing.
  void add(const Transition& transition);
  // What was held back: the row of its beginning, or its end in it.
  void add(const HeldBack& record);
  // Of readings that were the worst of their episodes so far.
  void add_peaks(const std::vector<Reading>& readings);

  // The row of an episode, made when there is none yet; nothing for episode 0, which is none.
  std::optional<std::int64_t> episode(const AlertId& alert, std::uint64_t number, Instant at);
  void join(std::int64_t episode, const std::string& incident);
  // The id under which this run's incident is listed. One that was never opened fails the
  // transaction.
  std::string incident_id(const std::string& engine_id);

 private:
  std::int64_t alert(const AlertId& alert);
  void move_episode(std::int64_t row, const Transition& transition);
  void add_peak(const MonitorText& text, const Reading& peak);
  const MonitorText* text_of(const AlertId& alert) const;

  Transaction& writing_;
  std::int64_t run_;
  const RunSpec& spec_;
};

// The steps until `at` of the run's episodes that had not ended then, with as much as the log says
// of them in numbers: what a replay that goes on there tells of them.
Result<std::vector<Transition>> steps_of_open(const Store& store, std::int64_t run, Instant at);

}  // namespace tocsin::store
