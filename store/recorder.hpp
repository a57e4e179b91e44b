// Writes down what the engine decides, as it decides it. One recorder a run.
#pragma once

#include "base/outcome.hpp"
#include "base/result.hpp"
#include "base/severity.hpp"
#include "store/records.hpp"
#include "store/snapshots.hpp"
#include "store/store.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::store {

// What the log says about a monitor; the engine's outcome itself carries only its identity.
struct MonitorText {
  std::string package, model, monitor;  // as in AlertId
  std::string kind;                     // fear, quality, ...
  std::string title;                    // the fear sentence, or the monitor's name
  std::vector<std::string> thresholds;  // as written, by severity rank; empty: no rung there
  std::function<std::string(double)> word_value;  // "93.1%"; empty: plain digits
};

struct RunSpec {
  RunKind kind = RunKind::live;
  Instant started{};
  std::string version;  // of tocsin
  std::string
      rules;  // hash of all that decides the outcome but the data: rule files, references, range
  std::string data;  // replayed: hash of the data; empty: this replay never replaces another
  SeverityLadder ladder;
  std::vector<MonitorText> monitors;  // in the order of Reading::monitor
};

class Recorder {
 public:
  // Starts a run. The log keeps one replay of the same data, the latest: what earlier ones left
  // goes, except incidents that a person has worked on or that somebody was really told of. The
  // same replay again (same rules, data and version) goes on under the same number. The store
  // outlives the recorder.
  static Result<Recorder> begin(const Store& store, RunSpec spec);
  // Goes on with a run that a restart has interrupted.
  static Recorder resume(const Store& store, std::int64_t run, RunSpec spec) {
    return Recorder(store, run, std::move(spec));
  }

  // Goes on with a replay that was to end somewhere, and now goes further: the run is as if it had
  // been one. `spec` is that of the whole.
  static Result<Recorder> go_on(const Store& store, std::int64_t run, RunSpec spec);

  // All of an outcome, or nothing of it. What is in the log already stays as it is, so recording
  // the same outcome twice changes nothing. `Retry::later` errors may be tried again with the same
  // outcome.
  Result<void> record(const Outcome& outcome);
  // The same together with how far the engine is, also when nothing was decided. The run has begun
  // its progress (store/snapshots.hpp).
  Result<void> record(const Outcome& outcome, const Progress& progress);

  // The run came to its end at `at`.
  Result<void> finish(Instant at);

  std::int64_t run() const { return run_; }

 private:
  Recorder(const Store& store, std::int64_t run, RunSpec spec)
      : store_(&store), run_(run), spec_(std::move(spec)) {}

  void write(Transaction& writing, const Outcome& outcome) const;

  const Store* store_;
  std::int64_t run_;
  RunSpec spec_;
};

}  // namespace tocsin::store
