#include "notifiers/outbox.hpp"

#include "base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace tocsin::notifiers {
namespace {

// The messages of one channel that have not come to an end, the first of them under way.
struct Queue {
  const Notifier* notifier = nullptr;  // null: the rules have no such channel
  std::deque<std::size_t> waiting;
  Instant due{};
  bool down = false;              // the last message was given up
  std::string broken;             // why nothing is tried any more; empty: all is well
  std::vector<std::string> owed;  // recipients of the first message that are still without it
};

Receipt without_answer(const Error& error) {
  return {.delivery = error.retry == Retry::later ? Delivery::retry : Delivery::rejected,
          .detail = error.message};
}

std::string answer_of(const Receipt& receipt) {
  if (receipt.status == 0) return receipt.detail;
  return receipt.detail.empty() ? fmt::format("{}", receipt.status)
                                : fmt::format("{} {}", receipt.status, receipt.detail);
}

std::string times(std::size_t attempts) {
  return attempts == 1 ? "one attempt" : fmt::format("{} attempts", attempts);
}

std::string not_tried(const Receipt& receipt) {
  return "not tried, the channel is set up wrongly: " + answer_of(receipt);
}

// Takes one channel's queue from message to message.
class Worker {
 public:
  Worker(const RetryPolicy& policy, const Outbox::Surroundings& surroundings,
         std::span<const Message> messages, std::vector<Letter>& letters)
      : policy_(policy),
        surroundings_(surroundings),
        messages_(messages),
        letters_(letters),
        began_(surroundings.now()) {}

  // One attempt for the first message of the queue, or its end without one.
  void step(Queue& queue) const {
    Letter& letter = letters_[queue.waiting.front()];
    const Message& message = messages_[queue.waiting.front()];
    if (queue.notifier == nullptr)
      return end(queue, letter, fmt::format("there is no channel `{}`", message.channel));
    if (!queue.broken.empty()) return end(queue, letter, queue.broken);
    if (is_out_of_time()) return give_up(queue, letter);
    const Receipt& receipt = attempt(queue, letter, message);
    queue.due = surroundings_.now() + queue.notifier->spacing();
    switch (receipt.delivery) {
      case Delivery::delivered: return on_delivered(queue, letter);
      case Delivery::rejected: return on_rejected(queue, letter, receipt);
      case Delivery::retry: return on_retry(queue, letter, message, receipt);
    }
  }

 private:
  bool is_out_of_time() const {
    return policy_.patience && surroundings_.now() - began_ > *policy_.patience;
  }

  void give_up(Queue& queue, Letter& letter) const {
    const auto time = format_duration(*policy_.patience);
    letter.refused.insert(letter.refused.end(), queue.owed.begin(), queue.owed.end());
    if (letter.attempts.empty())
      return bury(queue, letter, fmt::format("not tried, the {} for all messages are over", time));
    bury(queue, letter,
         fmt::format("given up after {}, the {} for all messages are over: {}",
                     times(letter.attempts.size()), time,
                     answer_of(letter.attempts.back().receipt)));
  }

  const Receipt& attempt(Queue& queue, Letter& letter, const Message& message) const {
    const Instant at = surroundings_.now();
    auto receipt = queue.notifier->send_to(message, queue.owed);
    letter.attempts.push_back(
        {at, receipt ? std::move(*receipt) : without_answer(receipt.error())});
    const Receipt& latest = letter.attempts.back().receipt;
    letter.refused.insert(letter.refused.end(), latest.refused.begin(), latest.refused.end());
    if (!latest.owed.empty()) queue.owed = latest.owed;
    return latest;
  }

  void on_delivered(Queue& queue, Letter& letter) const {
    queue.down = false;
    letter.fate = letter.refused.empty() ? Letter::Fate::delivered : Letter::Fate::partly;
    end(queue, letter,
        letter.refused.empty() ? ""
                               : fmt::format("refused for {}", fmt::join(letter.refused, ", ")));
  }

  void on_rejected(Queue& queue, Letter& letter, const Receipt& receipt) const {
    if (receipt.setup_broken) queue.broken = not_tried(receipt);
    bury(queue, letter, "rejected: " + answer_of(receipt));
  }

  void on_retry(Queue& queue, Letter& letter, const Message& message,
                const Receipt& receipt) const {
    const auto wait = queue.down
                          ? std::nullopt
                          : next_attempt(policy_, message.key, letter.attempts.size(), receipt);
    if (wait) {
      queue.due = std::max(queue.due, surroundings_.now() + *wait);
      return;
    }
    queue.down = true;
    if (receipt.setup_broken) queue.broken = not_tried(receipt);
    letter.refused.insert(letter.refused.end(), queue.owed.begin(), queue.owed.end());
    bury(queue, letter,
         fmt::format("given up after {}: {}", times(letter.attempts.size()), answer_of(receipt)));
  }

  // Not delivered, but for those recipients of a mail that took it at an earlier attempt.
  void bury(Queue& queue, Letter& letter, std::string reason) const {
    const bool taken = std::ranges::any_of(
        letter.attempts, [](const Attempt& a) { return a.receipt.taken_by_some; });
    letter.fate = taken ? Letter::Fate::partly : Letter::Fate::dead;
    end(queue, letter, std::move(reason));
  }

  void end(Queue& queue, Letter& letter, std::string reason) const {
    letter.reason = std::move(reason);
    queue.waiting.pop_front();
    queue.owed.clear();
    if (surroundings_.done) surroundings_.done(letter);
  }

  const RetryPolicy& policy_;
  const Outbox::Surroundings& surroundings_;
  std::span<const Message> messages_;
  std::vector<Letter>& letters_;
  Instant began_;
};

using Queues = std::map<std::string, Queue, std::less<>>;

Queues queues_of(std::span<const Message> messages, const Channels& channels, Instant now) {
  Queues out;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    auto& queue = out[messages[i].channel];
    const auto channel = channels.find(messages[i].channel);
    queue.notifier = channel == channels.end() ? nullptr : channel->second.get();
    queue.waiting.push_back(i);
    queue.due = now;
  }
  return out;
}

// The queue whose turn is next, by time, then by name; null when all are empty.
Queue* next_queue(Queues& queues) {
  Queue* next = nullptr;
  for (auto& [name, queue] : queues) {
    if (!queue.waiting.empty() && (next == nullptr || queue.due < next->due)) next = &queue;
  }
  return next;
}

}  // namespace

RetryPolicy brief_policy() {
  return {.waits = {std::chrono::seconds(5), std::chrono::seconds(15), std::chrono::seconds(45)},
          .longest_wait = std::chrono::minutes(2),
          .patience = std::chrono::minutes(2)};
}

std::optional<Duration> next_attempt(const RetryPolicy& policy, std::string_view key,
                                     std::size_t attempt, const Receipt& receipt) {
  if (attempt == 0 || attempt > policy.waits.size()) return std::nullopt;
  const auto hash = hash128(fmt::format("{}#{}", key, attempt));
  const auto permille = 800 + static_cast<std::int64_t>(hash.low % 401);
  const Duration wait = policy.waits[attempt - 1] / 1000 * permille;
  const Duration asked = receipt.retry_after.value_or(Duration{0});
  if (asked > policy.longest_wait) return std::nullopt;
  return std::max(wait, asked);
}

std::string_view to_text(Letter::Fate fate) {
  switch (fate) {
    case Letter::Fate::delivered: return "delivered";
    case Letter::Fate::partly: return "partly delivered";
    case Letter::Fate::dead: return "dead letter";
  }
  return "unknown";
}

std::vector<Letter> Outbox::work_off(std::span<const Message> messages,
                                     const Channels& channels) const {
  std::vector<Letter> letters(messages.size());
  for (std::size_t i = 0; i < letters.size(); ++i) letters[i].message = i;
  auto queues = queues_of(messages, channels, surroundings_.now());
  const Worker worker(policy_, surroundings_, messages, letters);
  while (Queue* queue = next_queue(queues)) {
    const Instant now = surroundings_.now();
    if (queue->due > now) surroundings_.sleep(queue->due - now);
    worker.step(*queue);
  }
  return letters;
}

}  // namespace tocsin::notifiers
