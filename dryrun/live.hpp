// An engine whose life goes on where it was cut off: entries of the journal go in, what it decides
// goes into the log, and after a restart it is where it was. Lives on one thread, as its store.
#pragma once

#include "dryrun/journal_feed.hpp"
#include "engine/engine.hpp"
#include "store/recorder.hpp"
#include "store/snapshots.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dryrun {

class Live {
 public:
  struct Parts {
    std::shared_ptr<const dsl::Plan> plan;
    engine::References references;
    store::RunSpec spec;
    Instant start{};  // of the time of a new run
  };

  // Goes on with the latest live run of the store when its rules are these: the latest snapshot
  // that is whole, what the journal holds after it, and time passed to where it was. What was
  // decided and not yet written down when the process ended is decided again and written now.
  // Otherwise a new run begins at `start`, which knows of nothing before. The store outlives it.
  static Result<Live> open(const store::Store& store, Parts parts);

  // How it began, in words; empty for a new run.
  const std::vector<std::string>& notes() const { return notes_; }
  bool is_resumed() const { return is_resumed_; }

  // An entry that is in the journal, in the order of positions and before time passes its receipt.
  Result<void> take(const store::Entry& entry);

  // Time passes to `to`, which no later entry is received at or before. What was decided commits in
  // one transaction with its messages and how far the engine is. When the store fails, what was
  // decided is kept and written with the next call: the engine does not wait for the disk.
  Result<void> advance(Instant to);

  // Writes the state down, behind what was decided and is not written yet.
  Result<void> snapshot();

  const engine::Engine& engine() const { return *engine_; }
  const store::Progress& progress() const { return progress_; }
  std::int64_t run() const { return recorder_.run(); }
  std::uint64_t rows() const { return feed_.rows(); }

  // Called with every outcome as it is decided, before it is written: for counters, and to look at.
  std::function<void(const Outcome&)> on_outcome;

 private:
  Live(const store::Store& store, Parts parts, store::LiveRun run);
  Result<void> recover();
  Result<void> load();
  Result<void> take_again(const store::Entry& entry);
  Result<void> pass_again(Instant to);
  void decided(Outcome outcome);
  Result<void> write_decided();

  const store::Store* store_;
  std::shared_ptr<const dsl::Plan> plan_;
  engine::References references_;  // until the engine is made
  store::LiveRun run_;
  store::Recorder recorder_;
  JournalFeed feed_;
  std::unique_ptr<engine::Engine> engine_;
  store::Progress progress_;
  std::vector<Outcome> unwritten_;
  std::vector<std::string> notes_;
  bool is_resumed_ = false;
};

}  // namespace tocsin::dryrun
