// A store in memory or in a file, a clock that moves only when somebody sleeps, and channels that
// answer from a list.
#pragma once

#include "notifiers/work_off.hpp"
#include "store/store.hpp"
#include "store/transaction.hpp"
#include "tests/unit/notifiers/sample.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace tocsin::notifiers {

using namespace std::chrono_literals;

template <typename T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline Receipt busy() { return {.delivery = Delivery::retry, .status = 503, .detail = "busy"}; }
inline Receipt busy_for(Duration wait) {
  return {.delivery = Delivery::retry, .status = 429, .retry_after = wait};
}
inline Receipt invalid() {
  return {.delivery = Delivery::rejected, .status = 400, .detail = "invalid event"};
}
using Answers = std::deque<Result<Receipt>>;

// Each of its own thread, unless it is named.
inline Message message_to(std::string channel, std::string key, std::string thread = "",
                          Message::Kind kind = Message::Kind::beginning) {
  Message message = sample_message();
  message.channel = std::move(channel);
  message.thread = thread.empty() ? "of " + key : std::move(thread);
  message.key = std::move(key);
  message.kind = kind;
  return message;
}

class World {
 public:
  explicit World(const std::string& file = ":memory:")
      : store(need(store::Store::open(file, store::IfMissing::create))) {}

  store::Store store;
  Instant now = kSampleTime;
  std::vector<std::string> log;  // "+5s oncall m1"
  std::vector<Message> sent;     // each attempt
  Channels channels;
  Fallback fallback;

  void add_channel(const std::string& name, Answers answers = {}, ChannelLimits limits = {});
  void post(const std::vector<Message>& messages) { need(store::post_all(store, messages, now)); }
  OutboxSettings settings() const { return settings_for(channels, fallback); }
  Surroundings surroundings() {
    return {.now = [this] { return now; }, .sleep = [this](Duration d) { now += d; }};
  }
  void work(std::optional<Duration> patience = {}) {
    auto outbox = need(Outbox::open(store, settings()));
    need(work_off(outbox, channels, surroundings(),
                  patience ? std::optional(now + *patience) : std::nullopt));
  }

  // "m1 delivered", "m2 dead: rejected: 400 invalid event", in the order of decision.
  std::vector<std::string> places() const {
    std::vector<std::string> out;
    store::Transaction reading(store, store::Transaction::Kind::read);
    reading.each(
        "SELECT m.key, o.state, o.reason FROM outbox o JOIN messages m ON m.id = o.message"
        " ORDER BY m.id",
        {}, [&](store::Row& row) {
          auto line = row.text() + " ";
          line += row.text();
          const auto reason = row.text();
          out.push_back(line + (reason.empty() ? "" : ": " + reason));
        });
    need(reading.commit());
    return out;
  }

  // Of the attempts at a channel: what was sent.
  std::vector<std::string> told(std::string_view channel) const {
    std::vector<std::string> out;
    for (const auto& message : sent)
      if (message.channel == channel) out.push_back(headline(message));
    return out;
  }
};

// Answers from a list, used up in order; delivered once it is empty.
class FakeChannel : public Notifier {
 public:
  FakeChannel(World& world, Answers answers, ChannelLimits limits)
      : world_(world), answers_(std::move(answers)), limits_(limits) {}

  Result<Receipt> send_to(const Message& message,
                          const std::vector<std::string>& to) const override {
    world_.log.push_back(
        fmt::format("+{} {} {}{}", format_duration(world_.now - kSampleTime), message.channel,
                    message.key, to.empty() ? "" : fmt::format(" only to {}", fmt::join(to, ","))));
    world_.sent.push_back(message);
    if (answers_.empty()) return Receipt{.status = 200};
    auto answer = answers_.front();
    answers_.pop_front();
    return answer;
  }
  std::string preview(const Message&) const override { return {}; }
  Duration spacing() const override { return limits_.spacing; }
  std::size_t at_once() const override { return limits_.at_once; }

 private:
  World& world_;
  mutable Answers answers_;
  ChannelLimits limits_;
};

inline void World::add_channel(const std::string& name, Answers answers, ChannelLimits limits) {
  channels[name] = std::make_unique<FakeChannel>(*this, std::move(answers), limits);
}

// Waits without a shift are easier to follow; the shift has a test of its own.
inline std::vector<std::string> without_times(const std::vector<std::string>& log) {
  std::vector<std::string> out;
  for (const auto& line : log) out.push_back(line.substr(line.find(' ') + 1));
  return out;
}

}  // namespace tocsin::notifiers
