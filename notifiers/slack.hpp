// How the answers of a Slack incoming webhook are read. Pure.
#pragma once

#include "net/http.hpp"
#include "notifiers/notifier.hpp"

namespace tocsin::notifiers {

// 200 and `ok` is a success, 200 with another text is tried again; else by status.
Receipt classify_slack(const net::HttpReply& reply, Instant now);

}  // namespace tocsin::notifiers
