// What an Alertmanager is pushed and how its answers are read (API v2). Pure.
#pragma once

#include "base/alert.hpp"
#include "net/http.hpp"
#include "notifiers/notifier.hpp"

#include <string>

namespace tocsin::notifiers {

// Each alert under its own labels: alertname (the monitor), model, package, kind, severity, and the
// fields of its segment. One that fires ends `keep` after the message unless another message comes;
// one that ended ends with the message. An Alertmanager knows an alert by its labels, so that a
// change of severity ends it under the other severities of the ladder.
std::string alertmanager_body(const Message& message, Duration keep);

Receipt classify_alertmanager(const net::HttpReply& reply, Instant now);

}  // namespace tocsin::notifiers
