// What a Discord webhook is sent and how its answers are read. Pure.
#pragma once

#include "base/alert.hpp"
#include "net/http.hpp"
#include "notifiers/notifier.hpp"

#include <string>
#include <string_view>

namespace tocsin::notifiers {

// `text` for Discord's Markdown: nothing in data can be a mark, a link with another name, or a
// mention.
std::string escape_discord(std::string_view text);

// One embed an alert in the colour of the message, within all limits of Discord; what is left out
// is counted.
std::string discord_body(const Message& message);

// The same message as text alone, for when the embeds were refused.
std::string discord_plain_body(const Message& message);

// 200 with the message that was saved is a success. 429 says when in its body or in Retry-After.
// 401, 403 and 404 end the channel, because Discord bans who goes on.
Receipt classify_discord(const net::HttpReply& reply, Instant now);

}  // namespace tocsin::notifiers
