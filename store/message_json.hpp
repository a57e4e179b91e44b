// A message as JSON, complete, so that what waits in the outbox can be sent after a restart.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace tocsin::store {

// Bytes that are no UTF-8 become U+FFFD; everything else comes back from from_json as it was.
std::string to_json(const Message& message);

// An error when the text is not what to_json writes: somebody has edited the store.
Result<Message> message_from_json(std::string_view text);

}  // namespace tocsin::store
