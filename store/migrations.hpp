// The schema, version by version; docs/store.md describes every column.
#pragma once

#include "base/result.hpp"
#include "store/store.hpp"

namespace tocsin::store {

// In the file's header, so that `file` and we ourselves know a store from any other SQLite file.
inline constexpr int kApplicationId = 0x746f6373;  // "tocs"
// PRAGMA user_version of a store that this tocsin writes.
int newest_version();

// Refuses other programs' files and stores of a newer tocsin. Reads only.
Result<void> check_identity(const Store& store);

// Brings an empty file or an older store to the newest version, each step in a transaction of its
// own.
Result<void> migrate(const Store& store);

}  // namespace tocsin::store
