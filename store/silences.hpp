// Silences made by command. They stay in the store when they are over, so that history stays true.
#pragma once

#include "base/result.hpp"
#include "base/silence.hpp"
#include "store/records.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tocsin::store {

struct SilenceRecord {
  Silence silence;            // as it acts: one that was ended early ends there
  Instant planned_end{};      // as it was meant to
  Instant made{};             // when it was written down
  std::optional<Deed> ended;  // who ended it early
};

// Fails where the store has one of this id.
Result<void> add_silence(const Store& store, const Silence& silence, Instant made);

// Those that hold back anything in [from, to), by their beginning.
Result<std::vector<SilenceRecord>> silences_between(const Store& store, Instant from, Instant to);

// The silence that is over at `deed.at`, or never began. `id`: all of it, or first letters that no
// other has. Fails where there is none, or where it was over before.
Result<SilenceRecord> end_silence(const Store& store, const std::string& id, const Deed& deed);

}  // namespace tocsin::store
