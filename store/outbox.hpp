// Messages that have been decided and are to be sent, and what became of each attempt.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"
#include "store/records.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace tocsin::store {

// The run's messages that no attempt has settled, in the order in which they were decided. The same
// after a restart: a message is sent when its receipt says so, and at no other time.
Result<std::vector<Message>> waiting(const Store& store, std::int64_t run);

// Keys of the messages, of any run, that their receivers have: whole, or in part for ever. The key
// says what a message tells and to whom, so one of this key need not be sent again.
Result<std::set<std::string>> delivered(const Store& store);

// Writes an attempt down. `receipt.attempt` is counted here. Fails for a key the run does not have.
Result<void> add_receipt(const Store& store, std::int64_t run, const std::string& key,
                         const Receipt& receipt);

}  // namespace tocsin::store
