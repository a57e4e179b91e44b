// The key under which receivers that keep alerts know a group of ours.
#pragma once

#include "base/alert.hpp"

#include <string>

namespace tocsin::notifiers {

// One key from a group's first beginning to its last end, so that the receiver keeps one alert and
// an attempt that is repeated changes nothing: SHA-256, in hex, of the channel's name, a line feed
// and Message::thread.
std::string dedup_key(const Message& message);

// "loan_rejection@platform=smava": what is affected, the segment only where it is the only one. At
// most 255 code points.
std::string source_of(const Message& message);

}  // namespace tocsin::notifiers
