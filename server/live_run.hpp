// A live run of rules in a store: begun anew, or gone on with where the process before ended.
#pragma once

#include "base/result.hpp"
#include "dryrun/replay.hpp"
#include "dsl/plan.hpp"
#include "server/engine_host.hpp"
#include "server/log.hpp"
#include "store/recorder.hpp"
#include "store/store.hpp"

#include <memory>
#include <string>

namespace tocsin::server {

struct LiveRun {
  store::Recorder recorder;
  std::unique_ptr<EngineHost> host;
  std::string plan;  // hash of the rules, as snapshots are marked with
  bool is_new = false;
};

// Where the latest live run of the store has got to; nothing in a store without one.
Result<std::optional<store::Progress>> reached(const store::Store& store);

// The latest run of the store when it is one of these rules: its latest snapshot, the journal
// behind it, and the time that had passed, recorded again where it was not. Without any a run that
// begins at `now`. Fails for a store whose run has other rules.
Result<LiveRun> open_live_run(const store::Store& store, std::shared_ptr<const dsl::Plan> plan,
                              engine::References references, const std::string& version,
                              Instant now, const Log& log);

}  // namespace tocsin::server
