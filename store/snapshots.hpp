// How far the engine of a run is, and its state from time to time, so that a restart need not begin
// at the beginning.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/store.hpp"
#include "store/transaction.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::store {

// How far a run's engine is: everything up to `position` is in it, and time has passed to `at`.
// What was decided until then is in the log.
struct Progress {
  std::int64_t position = 0;
  Instant at{};
};

// A live run as a restart finds it.
struct LiveRun {
  std::int64_t run = 0;
  std::string plan;        // hash of the plan that its engine was made with
  Instant start{};         // of the engine
  std::int64_t first = 0;  // the last position of the journal that was before the run
  Progress progress;
};

// Where a run begins, once for each; the position is that of the journal's end.
Result<LiveRun> begin_progress(const Store& store, std::int64_t run, const std::string& plan,
                               Instant start);
// Of the latest live run; nothing when there was none yet.
Result<std::optional<LiveRun>> latest_live_run(const Store& store);
// In the caller's transaction: together with what was decided.
void write_progress(Transaction& writing, std::int64_t run, const Progress& progress);

struct Snapshot {
  std::int64_t run = 0;
  std::string plan;   // as in LiveRun
  Progress progress;  // that the state stands for
  std::string state;  // of the engine, as it saves itself
};

// Writes it, and lets go of all but the last two of the run.
Result<void> write_snapshot(const Store& store, const Snapshot& snapshot);

// Of a replay that was to end at `at`: where one that begins there goes on.
struct ReplayedTo {
  std::int64_t run = 0;
  Instant start{};         // of its engine
  bool said_from = false;  // its beginning was stated
  Instant began{};         // by the clock
  std::string state;
};
// Writes it, in place of what the run had for this instant, and keeps the last two of a run.
Result<void> write_replayed(const Store& store, const std::string& plan, Instant at,
                            const ReplayedTo& replayed);
// Of the latest replay of these data and rules that ended there; one that is damaged is none.
Result<std::optional<ReplayedTo>> find_replayed(const Store& store, const std::string& data,
                                                const std::string& plan, Instant at);

struct FoundSnapshot {
  std::optional<Snapshot> snapshot;  // the latest that is whole; nothing: there is none
  std::vector<std::string> damaged;  // in words, of those that were passed over
};
Result<FoundSnapshot> latest_snapshot(const Store& store, std::int64_t run,
                                      const std::string& plan);

// The position of the older of the kept snapshots: what lies at or before it is needed no more to
// go on. Nothing: no run has two.
std::optional<std::int64_t> safe_position(Transaction& reading);

}  // namespace tocsin::store
