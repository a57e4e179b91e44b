// How patient the outbox is. Pure.
#pragma once

#include "base/time.hpp"
#include "notifiers/notifier.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

struct RetryPolicy {
  // After the first, second, ... failed attempt; the last one again and again.
  std::vector<Duration> waits{std::chrono::seconds(5), std::chrono::seconds(15),
                              std::chrono::seconds(45), std::chrono::minutes(2),
                              std::chrono::minutes(5)};
  // A message that nobody took for so long since its first attempt is a dead letter.
  Duration give_up_after = kDay;
};

// How long to wait after the `attempt`-th attempt (from 1): the wait of the policy, moved by up to
// a fifth either way, but never sooner than the receiver asks. The shift follows from `key` and
// `attempt`, so that it is the same in every run and yet different for what failed together.
Duration wait_after(const RetryPolicy& policy, std::string_view key, std::size_t attempt,
                    const Receipt& receipt);

// The receipt of an attempt that nobody answered.
Receipt without_answer(const Error& error);

// "503 busy", or why there was no answer.
std::string answer_of(const Receipt& receipt);

// How much of a channel may be under way, by the limits of its receiver.
struct ChannelLimits {
  Duration spacing{};       // the least time between the beginnings of two attempts
  std::size_t at_once = 1;  // attempts at one time
};

// Where messages go that their channel does not take.
struct Fallback {
  std::string channel;                        // empty: nowhere
  Duration after = std::chrono::minutes(30);  // how long a channel must have failed
};

}  // namespace tocsin::notifiers
