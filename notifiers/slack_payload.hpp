// What Slack is sent, however it gets there. Pure.
#pragma once

#include "base/alert.hpp"

#include <string>
#include <string_view>

namespace tocsin::notifiers {

// `text` for mrkdwn: `&`, `<`, `>` as entities, so that data can neither mention nor link.
std::string escape_mrkdwn(std::string_view text);

// Data as a code span of at most `most` code points inside: mrkdwn has no escape for its marks, so
// back-ticks become apostrophes. Empty text gives an en dash, for Slack refuses empty spans.
std::string code_span(std::string_view text, std::size_t most);

// Blocks inside a coloured attachment, with headline and fallback text; within all limits of Block
// Kit.
std::string slack_body(const Message& message);

// The same message as text alone, for when the blocks were refused.
std::string slack_plain_body(const Message& message);

}  // namespace tocsin::notifiers
