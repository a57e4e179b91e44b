// An alert as a mail of RFC 5322: headers, quoted-printable text and HTML. Pure, every line ends in
// CR LF.
#pragma once

#include "base/alert.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

struct Mailbox {
  std::string name;     // display name, may be empty
  std::string address;  // local@domain, ASCII
};

// "a@b" or "Alerts <a@b>". Nothing for what is no address that every mail server takes: lengths of
// RFC 5321, ASCII, no blanks, no quoted local part.
std::optional<Mailbox> parse_mailbox(std::string_view text);

// The whole mail, with a chart where the message has a course. The first message of a thread
// carries the thread's id, later ones refer to it, and all to `root`, the id of the incident's
// first mail (empty: none is known); the same message always has the same id, so that a receiver
// can drop what a retry brings twice. `Date` is the time of the event.
std::string email_text(const Message& message, const Mailbox& from, const std::vector<Mailbox>& to,
                       const std::string& root = {});

// "<...@domain>" of this message, and of the first one of its thread.
std::string message_id(const Message& message, const Mailbox& from);
std::string thread_id(const Message& message, const Mailbox& from);

// A header with its name, folded, ending in CR LF. What is not plain ASCII, or too long for its
// line, becomes encoded words of RFC 2047. Controls become blanks. An empty value gives no header.
std::string text_header(std::string_view name, std::string_view value);

// RFC 2045: lines of at most 76 characters; line ends of `text` are LF and become CR LF.
std::string quoted_printable(std::string_view text);

// "Mon, 02 Mar 2026 09:00:00 +0000", in English whatever the locale.
std::string mail_date(Instant t);

}  // namespace tocsin::notifiers
