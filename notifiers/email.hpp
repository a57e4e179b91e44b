// How the answers of a mail server are read. Pure; the mail itself is made in email_message.hpp.
#pragma once

#include "net/smtp.hpp"
#include "notifiers/notifier.hpp"

namespace tocsin::notifiers {

// A 4xx is tried again no sooner than a minute later, because greylisting counts from there; wrong
// login, encryption or certificate no sooner than five, and marks the channel as set up wrongly.
// Recipients refused for good do not stop the others, and those put off are `owed`.
Receipt classify_email(const net::SmtpReply& reply, std::size_t recipients);

}  // namespace tocsin::notifiers
