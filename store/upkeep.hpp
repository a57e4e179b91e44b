// Looking after a store: how much it holds, whether it is whole, and making it smaller.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/journal.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::store {

struct Statistics {
  std::uint64_t file_bytes = 0, unused_bytes = 0;  // unused: given back by compact()
  int version = 0;                                 // of the schema
  JournalExtent journal;
  std::uint64_t answers = 0, snapshots = 0, snapshot_bytes = 0;
  std::uint64_t runs = 0, incidents = 0, alerts = 0, transitions = 0, messages = 0;
  std::uint64_t waiting = 0;  // messages that no attempt has settled
};
Result<Statistics> statistics(const Store& store);

// Everything that is wrong, in words: pages, references between rows, and the hashes of what the
// journal and the snapshots hold. Empty: nothing. An error: the file cannot even be read.
Result<std::vector<std::string>> verify(const Store& store);

// Lets the entries of the journal go that were received before an instant, as far as the older of
// the last two snapshots makes them dispensable for a restart; how many they were.
Result<std::size_t> let_go(const Store& store, Instant before);

// Writes the bodies of the journal in fewer bytes and gives what is unused back to the disk. Needs
// room for a second copy while it works.
Result<void> compact(const Store& store);

}  // namespace tocsin::store
