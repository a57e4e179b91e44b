// What receivers that show lists of names and values are told of an alert, in their order.
#pragma once

#include "base/alert.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

// `text` comes from rules and data: it is for the receiver's form to clean, cut and escape.
struct Fact {
  std::string_view name;
  std::string text;  // never empty
};

// Of one alert: value against limit, how sure it is, segment, state, what was counted and judged,
// since when. At most eight.
std::vector<Fact> facts_of(const AlertLine& alert);

// Of the whole message: whose it is, where to read on, what it was the last time, and the
// commands that acknowledge and silence it. At most seven.
std::vector<Fact> facts_of(const Message& message);

// The rule's own message, or the fear sentence, or the monitor's name; what to do comes below it.
std::string story_of(const AlertLine& alert);

}  // namespace tocsin::notifiers
