// Keeps what a replay decided in a store, marked as replayed.
#pragma once

#include "base/outcome.hpp"
#include "dryrun/replay.hpp"
#include "store/recorder.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::cli {

class ReplayStore {
 public:
  // Throws StartupError when the store cannot be used. The silences of the store are added to the
  // options, and where a replay of the same files and rules ended at `--from`, its state: then this
  // one goes on there.
  ReplayStore(const std::string& path, const dsl::Plan& plan, dryrun::ReplayOptions& options,
              Instant now);

  Result<void> record(const Outcome& outcome) { return recorder_->record(outcome); }
  void finish(Instant now);  // by the clock
  // Time has passed to the end that was asked for: a replay that begins there goes on from here.
  void keep_state(std::string state, const dryrun::ReplayReport& report);

  // What a replay that goes on has to know of what fires: its steps until then.
  const std::vector<Transition>& earlier() const { return earlier_; }

  const store::Store& store() const { return *store_; }
  std::int64_t run() const { return recorder_->run(); }

 private:
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Recorder> recorder_;
  std::string key_;  // of what makes one state fit
  std::optional<Instant> from_;
  std::optional<Instant> start_;  // of the engine; nothing: that of this replay
  std::vector<Transition> earlier_;
};

}  // namespace tocsin::cli
