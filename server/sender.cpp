#include "server/sender.hpp"

#include "notifiers/work_off.hpp"

#include <algorithm>

namespace tocsin::server {
namespace {

constexpr std::size_t kHands = 8;
constexpr Duration kShift = std::chrono::seconds(1);  // then somebody may want to end
constexpr Duration kNap = std::chrono::milliseconds(100);

}  // namespace

Result<std::unique_ptr<Sender>> Sender::open(const std::string& store, notifiers::Channels channels,
                                             const notifiers::Fallback& fallback, const Log& log) {
  auto opened = store::Store::open(store, store::IfMissing::fail);
  if (!opened) return tl::unexpected(std::move(opened.error()));
  auto own = std::make_unique<store::Store>(std::move(*opened));
  auto outbox = notifiers::Outbox::open(*own, notifiers::settings_for(channels, fallback));
  if (!outbox) return tl::unexpected(std::move(outbox.error()));
  return std::unique_ptr<Sender>(
      new Sender(std::move(own), std::move(channels), std::move(*outbox), log));
}

Sender::Sender(std::unique_ptr<store::Store> store, notifiers::Channels channels,
               notifiers::Outbox outbox, const Log& log)
    : store_(std::move(store)),
      channels_(std::move(channels)),
      outbox_(std::move(outbox)),
      log_(log),
      thread_([this] { work(); }) {}

Sender::~Sender() {
  is_over_ = true;
  thread_.join();
}

void Sender::work() {
  const auto now = notifiers::process_environment().now;
  const notifiers::Surroundings surroundings{
      .now = now,
      .sleep = [](Duration d) { std::this_thread::sleep_for(std::min(d, kNap)); },
      .done =
          [this](const notifiers::Job& job, const notifiers::Receipt& receipt) {
            log_.info("sent", {{"channel", job.message.channel},
                               {"key", job.message.key},
                               {"answer", receipt.detail}});
          },
      .hands = kHands};
  std::string trouble;
  while (!is_over_) {
    const auto done = notifiers::work_off(outbox_, channels_, surroundings, now() + kShift);
    const std::string found = done ? "" : done.error().message;
    if (!found.empty() && found != trouble) log_.warn("the outbox rests", {{"why", found}});
    trouble = found;
    std::this_thread::sleep_for(kNap);
  }
}

}  // namespace tocsin::server
