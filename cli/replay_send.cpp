#include "cli/replay_send.hpp"

#include "base/counted.hpp"
#include "cli/or_stop.hpp"
#include "cli/progress.hpp"
#include "cli/send_waiting.hpp"
#include "dsl/delivery_settings.hpp"
#include "notifiers/threads.hpp"
#include "store/outbox.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <thread>

namespace tocsin::cli {
namespace {

constexpr std::size_t kHands = 8;

using Places = std::map<std::string, store::Posting>;

// By key; where several runs have one, that of the run which sent it.
Places places_of(const store::Store& store) {
  Places places;
  for (auto& posting : or_stop(store::read_postings(store, {}))) {
    auto& place = places[posting.message.key];
    if (place.id == 0 || posting.stage == store::Stage::delivered) place = std::move(posting);
  }
  return places;
}

Letter letter_of(const store::Posting& posting, const ReplayStore* store) {
  using Fate = Letter::Fate;
  switch (posting.stage) {
    case store::Stage::delivered: return {.fate = Fate::delivered};
    case store::Stage::partly: return {.fate = Fate::partly, .reason = posting.reason};
    case store::Stage::dead: return {.fate = Fate::dead, .reason = posting.reason};
    default: break;
  }
  const auto so_far =
      posting.attempts == 0
          ? std::string("not tried yet")
          : fmt::format("{}, the latest: {}", counted(posting.attempts, "attempt"), posting.reason);
  if (store == nullptr)
    return {.fate = Fate::dead,
            .reason = fmt::format("given up after {}: {}", format_duration(kPatience), so_far)};
  return {.fate = Fate::waiting, .reason = so_far + "; `tocsin outbox send` goes on"};
}

void post(const std::vector<Message>& messages, const ReplayStore* kept,
          const store::Store& store) {
  if (kept == nullptr)
    return or_stop(store::post_all(store, messages, notifiers::process_environment().now()));
  std::vector<std::string> keys;
  for (const auto& message : messages) keys.push_back(message.key);
  or_stop(store::post_keys(store, kept->run(), keys));
}

}  // namespace

notifiers::Fallback fallback_of(const dsl::Project& project) {
  const auto settings = or_stop(dsl::delivery_settings(project.root));
  return {.channel = settings.fallback, .after = settings.fallback_after};
}

void send_waiting(notifiers::Outbox& outbox, const notifiers::Channels& channels,
                  std::optional<Instant> deadline, Invocation& invocation) {
  Progress progress(invocation);
  std::size_t attempts = 0;
  const notifiers::Surroundings surroundings{
      .now = notifiers::process_environment().now,
      .sleep = [](Duration d) { std::this_thread::sleep_for(d); },
      .done =
          [&](const notifiers::Job&, const notifiers::Receipt&) {
            ++attempts;
            if (progress.is_due())
              progress.show(
                  fmt::format("{}, {} waiting", counted(attempts, "attempt"), outbox.unsettled()));
          },
      .hands = kHands};
  or_stop(notifiers::work_off(outbox, channels, surroundings, deadline));
}

std::vector<std::string> payloads_of(const dsl::Plan& plan, const std::vector<Message>& messages) {
  std::map<std::string, std::unique_ptr<notifiers::Notifier>> previewers;
  for (const auto& channel : plan.channels)
    previewers[channel.name] = or_stop(notifiers::make_previewer(channel));
  std::vector<std::string> payloads;
  for (const auto& message : messages)
    payloads.push_back(previewers.at(message.channel)->preview(message));
  return payloads;
}

notifiers::Channels open_channels(const dsl::Plan& plan,
                                  std::shared_ptr<notifiers::Threads> threads) {
  auto environment = notifiers::process_environment();
  environment.threads = std::move(threads);
  notifiers::Channels channels;
  for (const auto& channel : plan.channels)
    channels[channel.name] = or_stop(notifiers::make_notifier(channel, environment));
  return channels;
}

std::string_view to_text(Letter::Fate fate) {
  switch (fate) {
    case Letter::Fate::delivered: return "delivered";
    case Letter::Fate::partly: return "partly delivered";
    case Letter::Fate::dead: return "dead letter";
    case Letter::Fate::waiting: return "waiting";
  }
  return "unknown";
}

std::vector<Letter> send_messages(const std::vector<Message>& messages, const ReplayStore* kept,
                                  const notifiers::Channels& channels,
                                  const notifiers::Fallback& fallback, Invocation& invocation) {
  std::optional<store::Store> memory;
  if (kept == nullptr) memory = or_stop(store::Store::open(":memory:", store::IfMissing::create));
  const auto& store = kept == nullptr ? *memory : kept->store();
  const auto before = or_stop(store::delivered(store));
  post(messages, kept, store);
  auto outbox =
      or_stop(notifiers::Outbox::open(store, notifiers::settings_for(channels, fallback)));
  const auto deadline = notifiers::process_environment().now() + kPatience;
  send_waiting(outbox, channels, deadline, invocation);
  const auto places = places_of(store);
  std::vector<Letter> letters;
  for (const auto& message : messages) {
    auto& letter = letters.emplace_back(letter_of(places.at(message.key), kept));
    if (before.contains(message.key))
      letter.reason = "by an earlier replay into this store, not sent again";
  }
  return letters;
}

}  // namespace tocsin::cli
