#include "cli/replay_send.hpp"

#include "cli/or_stop.hpp"
#include "cli/progress.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <thread>

namespace tocsin::cli {
namespace {

std::vector<notifiers::Letter> send_all(const std::vector<Message>& messages,
                                        const notifiers::Channels& channels,
                                        Invocation& invocation) {
  Progress progress(invocation);
  std::size_t done = 0;
  const notifiers::Outbox outbox(
      notifiers::brief_policy(),
      {.now = notifiers::process_environment().now,
       .sleep = [](Duration d) { std::this_thread::sleep_for(d); },
       .done =
           [&](const notifiers::Letter&) {
             ++done;
             if (progress.is_due())
               progress.show(fmt::format("sending {} of {}", done, messages.size()));
           }});
  return outbox.work_off(messages, channels);
}

}  // namespace

std::vector<std::string> payloads_of(const dsl::Plan& plan, const std::vector<Message>& messages) {
  std::map<std::string, std::unique_ptr<notifiers::Notifier>> previewers;
  for (const auto& channel : plan.channels)
    previewers[channel.name] = or_stop(notifiers::make_previewer(channel));
  std::vector<std::string> payloads;
  for (const auto& message : messages)
    payloads.push_back(previewers.at(message.channel)->preview(message));
  return payloads;
}

notifiers::Channels open_channels(const dsl::Plan& plan) {
  notifiers::Channels channels;
  for (const auto& channel : plan.channels)
    channels[channel.name] =
        or_stop(notifiers::make_notifier(channel, notifiers::process_environment()));
  return channels;
}

std::vector<notifiers::Letter> send_rest(const std::vector<Message>& messages,
                                         const std::set<std::string>& delivered,
                                         const notifiers::Channels& channels,
                                         Invocation& invocation) {
  std::vector<notifiers::Letter> letters(messages.size());
  std::vector<Message> rest;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    letters[i] = {.message = i,
                  .fate = notifiers::Letter::Fate::delivered,
                  .reason = "by an earlier replay into this store, not sent again"};
    if (delivered.contains(messages[i].key)) continue;
    rest.push_back(messages[i]);
    places.push_back(i);
  }
  for (auto& letter : send_all(rest, channels, invocation)) {
    letter.message = places[letter.message];
    letters[letter.message] = std::move(letter);
  }
  return letters;
}

}  // namespace tocsin::cli
