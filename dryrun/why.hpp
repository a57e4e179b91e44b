// Why an alert is told, or is not: the verdict of every stage between the rows and the receivers.
#pragma once

#include "base/alert.hpp"
#include "dsl/plan.hpp"
#include "engine/engine.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dryrun {

struct Stage {
  std::string name;     // "sample", "warn", "no data", "trial", "suppression", ..., "to team"
  std::string verdict;  // in a few words: "firing since 2026-03-02T09:00:00Z"
  std::vector<std::string> details;  // one fact each
  std::optional<Instant> acts;       // when its clock acts, if nothing else changes before
  std::string action;                // what happens then: "page fires"
};

struct Why {
  AlertId alert;
  std::string title;
  std::string state;  // "page since 2026-03-02T09:00:00Z", "pending", "ok", "never judged"
  std::string incident;
  bool is_firing = false;
  Instant next_tick{};
  std::vector<Stage> stages;  // in the order in which they are asked

  // The stage whose clock acts first; null where none is running.
  const Stage* next() const;
};

// Of every segment that the engine knows of the monitor, as of its last tick at or before `now`.
std::vector<Why> why(const dsl::Plan& plan, const engine::Engine& engine, std::size_t monitor,
                     Instant now);

}  // namespace tocsin::dryrun
