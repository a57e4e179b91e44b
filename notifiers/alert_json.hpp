// Alerts as JSON, in the one form that every JSON receiver gets; docs/messages.md describes it.
#pragma once

#include "base/alert.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>

namespace tocsin::notifiers {

// Texts longer than `longest_text` code points are cut. Every field is there, also an empty one.
nlohmann::ordered_json alert_json(const AlertLine& alert, std::size_t longest_text);

// "platform=smava"; empty for an alert without segments.
std::string segment_of(const AlertLine& alert);

// One line of JSON; bytes that are no UTF-8 become U+FFFD.
std::string to_line(const nlohmann::ordered_json& json);

}  // namespace tocsin::notifiers
