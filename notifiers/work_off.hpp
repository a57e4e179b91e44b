// Works an outbox off: hands its messages to their channels and the answers back.
#pragma once

#include "notifiers/outbox.hpp"

#include <functional>
#include <optional>

namespace tocsin::notifiers {

struct Surroundings {
  std::function<Instant()> now;
  std::function<void(Duration)> sleep;
  std::function<void(const Job&, const Receipt&)> done{};  // after each attempt; may be empty
  std::size_t hands = 1;  // attempts at one time, each on a thread of its own; 1: on the caller's
};

// Until nothing can be sent any more, or nothing before `deadline`: an attempt that began is waited
// for. What is left stays in the store. An error is one of the store.
Result<void> work_off(Outbox& outbox, const Channels& channels, const Surroundings& surroundings,
                      std::optional<Instant> deadline = {});

}  // namespace tocsin::notifiers
