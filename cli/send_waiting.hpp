// Sends what waits in a store, on the clock of this machine.
#pragma once

#include "cli/commands.hpp"
#include "dsl/checker.hpp"
#include "notifiers/work_off.hpp"

#include <optional>

namespace tocsin::cli {

// As the project's settings have it.
notifiers::Fallback fallback_of(const dsl::Project& project);

// Until nothing waits, or nothing is due before `deadline`; shows how far it is on a terminal.
void send_waiting(notifiers::Outbox& outbox, const notifiers::Channels& channels,
                  std::optional<Instant> deadline, Invocation& invocation);

}  // namespace tocsin::cli
