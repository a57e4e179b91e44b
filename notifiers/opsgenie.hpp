// What Opsgenie is sent and how its answers are read (Alert API v2). Pure.
#pragma once

#include "base/alert.hpp"
#include "net/http.hpp"
#include "notifiers/http_channel.hpp"
#include "notifiers/notifier.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

// The highest of the ladder is P1, `warn` or the second from below P3, below it P5, above it P2.
std::string_view opsgenie_priority(const Message& message);

// In their order: a beginning creates the alert, and so do an update and a repeat, which the alias
// makes harmless; an update then sets its text and priority. An end closes and an acknowledgement
// acknowledges it. `teams` are the responders; none: as the integration says.
std::vector<HttpRequest> opsgenie_requests(const Message& message,
                                           const std::vector<std::string>& teams,
                                           const std::string& key);

Receipt classify_opsgenie(const net::HttpReply& reply, Instant now);

}  // namespace tocsin::notifiers
