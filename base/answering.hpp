// The commands with which people answer a message, ready to be pasted into a shell.
#pragma once

#include "base/alert.hpp"

#include <string>

namespace tocsin {

// Empty where nothing waits for an answer: an end, a notice, an alert without an incident.
std::string acknowledge_command(const Message& message);

}  // namespace tocsin
