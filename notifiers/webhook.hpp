// What a webhook is sent and how its answers are read; pure, so that tests can hold them to the
// sheet.
#pragma once

#include "base/alert.hpp"
#include "net/http.hpp"
#include "notifiers/notifier.hpp"

#include <string>

namespace tocsin::notifiers {

// At most this many bytes of JSON: what is longer loses alerts from the end of the list, and then
// the ends of its texts.
inline constexpr std::size_t kLongestWebhook = 20'000;

std::string webhook_body(const Message& message);

// 2xx is a success. 410 ends the channel; everything else, redirects too, is tried again.
Receipt classify_webhook(const net::HttpReply& reply, Instant now);

}  // namespace tocsin::notifiers
