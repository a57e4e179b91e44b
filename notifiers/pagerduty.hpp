// What PagerDuty is sent and how its answers are read (Events API v2). Pure.
#pragma once

#include "base/alert.hpp"
#include "net/http.hpp"
#include "notifiers/notifier.hpp"

#include <string>
#include <string_view>

namespace tocsin::notifiers {

// One of PagerDuty's four severities: the highest of the ladder is critical, the lowest info;
// `warn` and the second from below are warning; what is left is error.
std::string_view pagerduty_severity(const Message& message);

enum class Details { full, dropped };

// `resolve` for an end, `acknowledge` for an acknowledgement, a change event for a notice, else
// `trigger`. Details::full falls back to dropped by itself when the
// body would be longer than PagerDuty takes.
std::string pagerduty_body(const Message& message, std::string_view routing_key,
                           Details details = Details::full);

Receipt classify_pagerduty(const net::HttpReply& reply, Instant now);

}  // namespace tocsin::notifiers
