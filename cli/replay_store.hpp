// Keeps what a replay decided in a store, marked as replayed.
#pragma once

#include "base/outcome.hpp"
#include "dryrun/replay.hpp"
#include "notifiers/outbox.hpp"
#include "store/recorder.hpp"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tocsin::cli {

class ReplayStore {
 public:
  // Throws StartupError when the store cannot be used.
  ReplayStore(const std::string& path, const dsl::Plan& plan, const dryrun::ReplayOptions& options,
              Instant now);

  Result<void> record(const Outcome& outcome) { return recorder_->record(outcome); }
  // The keys of messages that this store has a receipt of their delivery for.
  std::set<std::string> delivered() const;
  // `letters` are those of `messages`, or empty when none were sent. `now`: by the clock.
  void finish(Instant now, const std::vector<Message>& messages,
              const std::vector<notifiers::Letter>& letters);

 private:
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Recorder> recorder_;
};

}  // namespace tocsin::cli
