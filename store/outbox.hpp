// Messages that have been decided and are to be sent, and what became of each attempt.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"
#include "store/records.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin::store {

// The run's messages that no attempt has settled, in the order in which they were decided. The same
// after a restart: a message is sent when its receipt says so, and at no other time.
Result<std::vector<Message>> waiting(const Store& store, std::int64_t run);

// Writes an attempt down. `receipt.attempt` is counted here. Fails for a key the run does not have.
Result<void> add_receipt(const Store& store, std::int64_t run, const std::string& key,
                         const Receipt& receipt);

}  // namespace tocsin::store
