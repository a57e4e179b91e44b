// Keeps what a replay decided in a store, marked as replayed.
#pragma once

#include "base/outcome.hpp"
#include "dryrun/replay.hpp"
#include "store/recorder.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace tocsin::cli {

class ReplayStore {
 public:
  // Throws StartupError when the store cannot be used. The silences of the store that lie in the
  // range are added to the options.
  ReplayStore(const std::string& path, const dsl::Plan& plan, dryrun::ReplayOptions& options,
              Instant now);

  Result<void> record(const Outcome& outcome) { return recorder_->record(outcome); }
  void finish(Instant now);  // by the clock

  const store::Store& store() const { return *store_; }
  std::int64_t run() const { return recorder_->run(); }

 private:
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Recorder> recorder_;
};

}  // namespace tocsin::cli
