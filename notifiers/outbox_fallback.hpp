// What the fallback channel is told of messages that another channel does not take. Pure.
#pragma once

#include "base/alert.hpp"
#include "store/outbox.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

// `message` for the fallback channel, marked with the channel it was meant for; `why` says why it
// comes this way. Its key and thread follow from those of `message`, so that it is one message
// however often it is made, and its own thread however many channels fail.
Message copy_for(const std::string& fallback, const Message& message, std::string_view why);

// "oncall has failed since 2026-03-02T09:00:00Z: 503 busy"
std::string why_failing(const store::ChannelHealth& health);

// That a channel takes no messages: `waiting` (not empty) are those that it owes.
Message alarm_about(const std::string& fallback, const store::ChannelHealth& health,
                    const std::vector<const Message*>& waiting, Instant now);
// That it takes them again; of the same thread. `last` is a message of the channel.
Message end_of_alarm(const std::string& fallback, const store::ChannelHealth& health,
                     const Message& last, Instant now);

}  // namespace tocsin::notifiers
