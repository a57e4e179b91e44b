// Shows what the messages of a replay would look like at their receivers, or really sends them.
#pragma once

#include "cli/commands.hpp"
#include "dsl/plan.hpp"
#include "notifiers/notifier.hpp"
#include "notifiers/outbox.hpp"

#include <set>
#include <string>
#include <vector>

namespace tocsin::cli {

// Each message as its channel would send it. Throws StartupError, as open_channels() does, when a
// channel is set up wrongly.
std::vector<std::string> payloads_of(const dsl::Plan& plan, const std::vector<Message>& messages);

notifiers::Channels open_channels(const dsl::Plan& plan);

// Sends what has no receipt yet: `delivered` are the keys of messages that an earlier replay sent.
// One letter a message, in their order; those not sent again say so.
std::vector<notifiers::Letter> send_rest(const std::vector<Message>& messages,
                                         const std::set<std::string>& delivered,
                                         const notifiers::Channels& channels,
                                         Invocation& invocation);

}  // namespace tocsin::cli
