// Shows what the messages of a replay would look like at their receivers, or really sends them.
#pragma once

#include "cli/commands.hpp"
#include "cli/replay_store.hpp"
#include "dsl/plan.hpp"
#include "notifiers/notifier.hpp"
#include "notifiers/outbox.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::cli {

// Each message as its channel would send it. Throws StartupError, as open_channels() does, when a
// channel is set up wrongly.
std::vector<std::string> payloads_of(const dsl::Plan& plan, const std::vector<Message>& messages);

// `threads`: of earlier messages; null: none are known.
notifiers::Channels open_channels(const dsl::Plan& plan,
                                  std::shared_ptr<notifiers::Threads> threads = {});

// What became of a message that was to be sent.
struct Letter {
  enum class Fate : std::uint8_t { delivered, partly, dead, waiting };
  Fate fate = Fate::dead;
  std::string reason{};  // why not everybody has it, if so
};
std::string_view to_text(Letter::Fate fate);  // "delivered", "partly delivered", ...

// Somebody waits for it: what is not delivered then waits in the store, or is given up where there
// is none.
inline constexpr Duration kPatience = std::chrono::minutes(2);

// Sends the messages, and what else waits in the store, by the durable outbox. One letter a
// message, in their order; one that an earlier replay sent is not sent again. Null store: nothing
// is kept.
std::vector<Letter> send_messages(const std::vector<Message>& messages, const ReplayStore* store,
                                  const notifiers::Channels& channels,
                                  const notifiers::Fallback& fallback, Invocation& invocation);

}  // namespace tocsin::cli
