// Messages that nobody was sent: for showing what channels would say, and for trying them.
#pragma once

#include "base/alert.hpp"
#include "dsl/plan.hpp"

#include <string>
#include <vector>

namespace tocsin::cli {

// What each channel would get for one alert of the monitor, whose value lies at its threshold: a
// beginning for every severity that reaches the channel; of the highest also a repeat and the end,
// where its routes bring them. By channel; empty when no route takes the monitor.
std::vector<Message> invented_messages(const dsl::Plan& plan, std::size_t monitor, Instant now);

// A beginning and an end that say of themselves that they are a test.
std::vector<Message> test_messages(const dsl::Plan& plan, const std::string& channel, Instant now);

}  // namespace tocsin::cli
