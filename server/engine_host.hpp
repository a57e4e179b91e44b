// The engine as the journal drives it: entries in the order in which they were taken, and time
// between them. Live and after a restart it is this same object, so that both decide alike.
#pragma once

#include "base/batch.hpp"
#include "base/outcome.hpp"
#include "base/result.hpp"
#include "engine/engine.hpp"
#include "server/command.hpp"
#include "store/journal.hpp"
#include "store/snapshots.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace tocsin::server {

// An entry of the journal, read.
struct Taken {
  std::int64_t position = 0;
  Instant received{};
  std::size_t model = 0;  // of the plan; of commands none
  std::variant<Batch, LabelBatch, Command> what;
};

// Lives on one strand.
class EngineHost {
 public:
  // `progress`: what the engine has taken in, and the time to which it has been advanced.
  EngineHost(std::unique_ptr<engine::Engine> engine, store::Progress progress);

  // Time passes to just before the receipt, then the engine has the rows. Entries come in the order
  // of their positions, none received before the time that has passed.
  Outcome take(Taken entry);
  // A time before the one that has passed already does nothing.
  Outcome advance(Instant to);

  const store::Progress& progress() const { return progress_; }
  const engine::Engine& engine() const { return *engine_; }

 private:
  void apply(const Command& command);

  std::unique_ptr<engine::Engine> engine_;
  store::Progress progress_;
};

// The entry for the engine of this plan. Nothing for one of a model that the plan does not have;
// errors are those of damaged bytes.
Result<std::optional<Taken>> read_entry(const dsl::Plan& plan, const store::Entry& entry);

}  // namespace tocsin::server
