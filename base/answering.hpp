// The commands with which people answer a message, ready to be pasted into a shell.
#pragma once

#include "base/alert.hpp"

#include <string>

namespace tocsin {

// Empty where nothing waits for an answer: an end, a notice, an alert without an incident.
std::string acknowledge_command(const Message& message);

// Holds back the monitor of the first alert for two hours; of a message about one alert only its
// segment. Empty like the other, but an alert without an incident can be silenced too; and empty
// where data holds what a shell or a receiver's form could turn against who pastes it.
std::string silence_command(const Message& message);

}  // namespace tocsin
