// What a Teams workflow is sent and how its answers are read. Pure.
#pragma once

#include "base/alert.hpp"
#include "net/http.hpp"
#include "notifiers/notifier.hpp"

#include <string>
#include <string_view>

namespace tocsin::notifiers {

// Teams fails from about 21 KB on.
inline constexpr std::size_t kLongestTeams = 20'000;

// `text` for the Markdown of a card: marks in data get a backslash, a line end becomes a paragraph.
std::string escape_teams(std::string_view text);

enum class CardFacts { all, none };

// One Adaptive Card. CardFacts::all falls back to none by itself when the body would be longer than
// kLongestTeams; what is still too long loses alerts from the end.
std::string teams_body(const Message& message, CardFacts facts = CardFacts::all);

// 2xx is a success unless the old connectors' error text is in it.
Receipt classify_teams(const net::HttpReply& reply, Instant now);

}  // namespace tocsin::notifiers
