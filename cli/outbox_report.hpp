// What waits in an outbox, for people and for programs.
#pragma once

#include "store/outbox.hpp"

#include <map>
#include <string>
#include <vector>

namespace tocsin::cli {

using Healths = std::map<std::string, store::ChannelHealth>;

// A line a message, and a line a channel that fails.
std::string outbox_table(const std::vector<store::Posting>& postings, const Healths& health);
std::string outbox_json(const std::vector<store::Posting>& postings, const Healths& health);

}  // namespace tocsin::cli
