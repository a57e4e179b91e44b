// Works off messages: each channel in its order, again after a while when a receiver asks for it,
// and with an account of every message at the end.
#pragma once

#include "base/alert.hpp"
#include "base/time.hpp"
#include "notifiers/notifier.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::notifiers {

struct RetryPolicy {
  // Before the second, third, ... attempt; after the last of them a message is given up.
  std::vector<Duration> waits{std::chrono::seconds(5), std::chrono::seconds(15),
                              std::chrono::seconds(45), std::chrono::minutes(2),
                              std::chrono::minutes(5)};
  // A receiver that wants more time than this is given up at once.
  Duration longest_wait = std::chrono::minutes(15);
  // For all messages together: no attempt begins later than this after the first.
  std::optional<Duration> patience{};
};

// For a command that somebody waits for: about a minute for a message, two for all of them; a
// receiver that asks for more, or is set up wrongly, is given up at once.
RetryPolicy brief_policy();

// How long to wait after the `attempt`-th attempt (from 1) before the next one; nothing: give up.
// The wait of the policy, moved by up to a fifth either way, but never sooner than the receiver
// asks. The shift follows from `key` and `attempt`, so that it is the same in every run and yet
// different for messages that failed together.
std::optional<Duration> next_attempt(const RetryPolicy& policy, std::string_view key,
                                     std::size_t attempt, const Receipt& receipt);

struct Attempt {
  Instant at{};
  Receipt receipt;  // of an attempt without an answer: status 0 and the error as detail
};

// What became of one message.
struct Letter {
  enum class Fate : std::uint8_t {
    delivered,
    partly,  // some recipients of a mail have it, those in `refused` never will
    dead,    // rejected, given up, or never tried
  };
  std::size_t message = 0;  // index into what the outbox was given
  Fate fate = Fate::dead;
  std::string reason{};  // why it is not delivered to everybody; else empty
  std::vector<std::string> refused{};
  std::vector<Attempt> attempts{};
};
std::string_view to_text(Letter::Fate fate);  // "delivered", "partly delivered", "dead letter"

using Channels = std::map<std::string, std::unique_ptr<Notifier>, std::less<>>;

// One message of a channel is under way at a time, so of a thread as well; while one waits for its
// next attempt, the other channels go on. A channel that was given up gets one attempt for each
// message until one is delivered; one that is set up wrongly gets none any more.
class Outbox {
 public:
  struct Surroundings {
    std::function<Instant()> now;
    std::function<void(Duration)> sleep;
    std::function<void(const Letter&)>
        done{};  // called as each message comes to its end; may be empty
  };
  Outbox(RetryPolicy policy, Surroundings surroundings)
      : policy_(std::move(policy)), surroundings_(std::move(surroundings)) {}

  // One letter for each message, in the order of the messages.
  std::vector<Letter> work_off(std::span<const Message> messages, const Channels& channels) const;

 private:
  RetryPolicy policy_;
  Surroundings surroundings_;
};

}  // namespace tocsin::notifiers
