#include "notifiers/outbox.hpp"

#include "base/counted.hpp"
#include "notifiers/outbox_fallback.hpp"
#include "store/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::notifiers {
namespace {

using store::Posting;
using store::ReceiptResult;
using store::Stage;

store::Receipt stored(const Tried& answer, ReceiptResult result) {
  return {.at = answer.at,
          .result = result,
          .status = answer.receipt.status,
          .detail = answer.receipt.detail,
          .receiver_id = answer.receipt.receiver_id};
}

std::string refused_for(const std::vector<std::string>& recipients) {
  return fmt::format("refused for {}", fmt::join(recipients, ", "));
}

// A channel that is set up wrongly holds its messages until a person has mended it.
bool waits(const Receipt& receipt) {
  return receipt.delivery == Delivery::retry || receipt.setup_broken;
}

}  // namespace

OutboxSettings settings_for(const Channels& channels, Fallback fallback) {
  OutboxSettings settings{.policy = {}, .fallback = std::move(fallback), .channels = {}};
  for (const auto& [name, notifier] : channels)
    settings.channels[name] = {.spacing = notifier->spacing(), .at_once = notifier->at_once()};
  return settings;
}

Result<Outbox> Outbox::open(const store::Store& store, OutboxSettings settings) {
  auto lock = store::SendingLock::take(store);
  if (!lock) return tl::unexpected(std::move(lock.error()));
  // A replay may have asked for less; what was sent cannot be computed again.
  if (auto done = store.script("PRAGMA synchronous = FULL"); !done)
    return tl::unexpected(std::move(done.error()));
  if (auto done = store::recover(store); !done) return tl::unexpected(std::move(done.error()));
  Outbox outbox(store, std::move(*lock), std::move(settings));
  if (auto done = outbox.reload(); !done) return tl::unexpected(std::move(done.error()));
  return outbox;
}

Result<void> Outbox::reload() {
  auto version = store::file_version(*store_);
  auto health = store::read_health(*store_);
  auto copied = store::copied_messages(*store_);
  auto threads = store::copied_threads(*store_);
  auto postings = store::unsettled(*store_);
  if (!version) return tl::unexpected(std::move(version.error()));
  if (!health) return tl::unexpected(std::move(health.error()));
  if (!copied) return tl::unexpected(std::move(copied.error()));
  if (!threads) return tl::unexpected(std::move(threads.error()));
  if (!postings) return tl::unexpected(std::move(postings.error()));
  queues_.clear();
  strangers_.clear();
  uncopied_.clear();
  late_ends_.clear();
  last_ = 0;
  copied_ = std::move(*copied);
  copied_threads_ = std::move(*threads);
  for (const auto& [name, limits] : settings_.channels) {
    auto& queue = queues_.insert_or_assign(name, ChannelQueue(limits)).first->second;
    if (const auto known = health->find(name); known != health->end())
      queue.health = std::move(known->second);
    queue.health.channel = name;
  }
  for (auto& posting : *postings) take_in(std::move(posting));
  version_ = *version;
  stale_ = false;
  return {};
}

// What others put in, put back or took away; what this connection's owner put in, too.
Result<void> Outbox::refresh() {
  const auto version = store::file_version(*store_);
  if (!version) return tl::unexpected(version.error());
  if (stale_ || *version != version_) return reload();
  auto postings = store::unsettled(*store_, last_);
  if (!postings) return tl::unexpected(std::move(postings.error()));
  for (auto& posting : *postings) take_in(std::move(posting));
  return {};
}

void Outbox::take_in(Posting posting) {
  last_ = std::max(last_, posting.id);
  const auto& channel = posting.message.channel;
  const auto queue = queues_.find(channel);
  if (queue == queues_.end()) {
    strangers_.insert_or_assign(posting.id, std::move(posting));
    return;
  }
  if (may_fall_back(channel) && !copied_.contains(posting.id)) {
    uncopied_[channel].insert(posting.id);
    if (posting.message.kind == Message::Kind::end &&
        copied_threads_.contains({channel, posting.message.thread}))
      late_ends_.insert(posting.id);
  }
  queue->second.add(std::move(posting));
}

bool Outbox::has_work(const std::vector<Tried>& answers, Instant now) const {
  const auto next = due();
  const bool has_strangers = std::ranges::any_of(strangers_, [&](const auto& stranger) {
    return !stranger.second.first || is_given_up(stranger.second, now);
  });
  return !answers.empty() || !late_ends_.empty() || has_strangers || (next && *next <= now);
}

bool Outbox::is_given_up(const Posting& stranger, Instant now) const {
  return stranger.first && now - *stranger.first >= settings_.policy.give_up_after;
}

// No attempt can be made, so its patience begins when it is first seen without its channel.
void Outbox::age_strangers(store::Transaction& writing, Instant now) {
  for (auto at = strangers_.begin(); at != strangers_.end();) {
    auto& posting = at->second;
    if (!is_given_up(posting, now)) {
      if (!posting.first) {
        posting.first = now;
        store::write_place(writing, posting);
      }
      ++at;
      continue;
    }
    posting.stage = posting.taken_by_some ? Stage::partly : Stage::dead;
    posting.reason = fmt::format("the rules have had no channel {} for {}", posting.message.channel,
                                 format_duration(settings_.policy.give_up_after));
    store::write_receipt(writing, posting.id,
                         {.at = now, .result = ReceiptResult::given_up, .detail = posting.reason});
    store::write_place(writing, posting);
    if (may_fall_back(posting.message.channel))
      copy(writing, posting,
           fmt::format("not delivered to {}: {}", posting.message.channel, posting.reason));
    at = strangers_.erase(at);
  }
}

Result<std::vector<Job>> Outbox::step(const std::vector<Tried>& answers, Instant now,
                                      std::size_t hands) {
  if (auto done = refresh(); !done) return tl::unexpected(std::move(done.error()));
  std::vector<Job> jobs;
  if (!has_work(answers, now)) return jobs;
  store::Transaction writing(*store_, store::Transaction::Kind::write);
  for (const auto& answer : answers) write(writing, answer, now);
  age_strangers(writing, now);
  tell_fallback(writing, now);
  for (auto& [name, queue] : queues_) {
    while (jobs.size() < hands) {
      const auto id = queue.next(now);
      if (!id) break;
      if (store::take(writing, *id)) {
        const auto& posting = queue.at(*id);
        jobs.push_back({*id, posting.message, posting.owed});
      } else {
        queue.remove(*id);  // somebody dropped it meanwhile
      }
    }
  }
  if (auto done = writing.commit(); !done) {
    stale_ = true;
    return tl::unexpected(std::move(done.error()));
  }
  return jobs;
}

std::optional<Instant> Outbox::due() const {
  std::optional<Instant> first;
  const auto consider = [&](std::optional<Instant> at) {
    if (at && (!first || *at < *first)) first = at;
  };
  for (const auto& [name, queue] : queues_) {
    consider(queue.due());
    consider(alarm_due(queue));
  }
  return first;
}

std::size_t Outbox::unsettled() const {
  std::size_t count = 0;
  for (const auto& [name, queue] : queues_) count += queue.size();
  return count;
}

std::map<std::string, std::size_t, std::less<>> Outbox::strangers() const {
  std::map<std::string, std::size_t, std::less<>> found;
  for (const auto& [id, posting] : strangers_) ++found[posting.message.channel];
  return found;
}

void Outbox::write(store::Transaction& writing, const Tried& answer, Instant now) {
  const auto queue =
      std::ranges::find_if(queues_, [&](const auto& entry) { return entry.second.has(answer.id); });
  if (queue == queues_.end()) return;  // it was dropped while it was under way
  Posting posting = queue->second.at(answer.id);
  const Receipt& receipt = answer.receipt;
  ++posting.attempts;
  posting.first = posting.first.value_or(answer.at);
  posting.refused.insert(posting.refused.end(), receipt.refused.begin(), receipt.refused.end());
  if (!receipt.owed.empty()) posting.owed = receipt.owed;
  posting.taken_by_some = posting.taken_by_some || receipt.taken_by_some;
  if (waits(receipt) && !receipt.taken_by_some)
    channel_fails(writing, queue->second, answer, now);
  else
    channel_works(writing, queue->second, posting, now);
  if (waits(receipt)) return on_retry(writing, queue->second, std::move(posting), answer, now);
  const bool delivered = receipt.delivery == Delivery::delivered;
  if (delivered && receipt.retry_after) queue->second.rest_until(now + *receipt.retry_after);
  const bool partly = delivered && !posting.refused.empty();
  store::write_receipt(writing, posting.id,
                       stored(answer, partly      ? ReceiptResult::partly
                                      : delivered ? ReceiptResult::delivered
                                                  : ReceiptResult::rejected));
  if (!delivered) return on_refused(writing, queue->second, std::move(posting), receipt);
  on_delivered(writing, queue->second, std::move(posting));
}

void Outbox::on_delivered(store::Transaction& writing, ChannelQueue& queue, Posting posting) {
  const auto reason = posting.refused.empty() ? "" : refused_for(posting.refused);
  const auto stage = posting.refused.empty() ? Stage::delivered : Stage::partly;
  settle(writing, queue, std::move(posting), stage, reason);
}

void Outbox::on_refused(store::Transaction& writing, ChannelQueue& queue, Posting posting,
                        const Receipt& receipt) {
  settle(writing, queue, std::move(posting), Stage::dead, "rejected: " + answer_of(receipt));
}

void Outbox::on_retry(store::Transaction& writing, ChannelQueue& queue, Posting posting,
                      const Tried& answer, Instant now) {
  const auto wait =
      wait_after(settings_.policy, posting.message.key, posting.attempts, answer.receipt);
  posting.next = now + wait;
  const bool in_time = posting.next - *posting.first <= settings_.policy.give_up_after;
  store::write_receipt(writing, posting.id,
                       stored(answer, in_time ? ReceiptResult::retry : ReceiptResult::given_up));
  if (!in_time)
    return settle(writing, queue, posting, Stage::dead,
                  fmt::format("given up after {}: {}", counted(posting.attempts, "attempt"),
                              answer_of(answer.receipt)));
  posting.stage = Stage::pending;
  posting.reason = answer_of(answer.receipt);
  store::write_place(writing, posting);
  queue.put_back(std::move(posting));
}

// Dead is what nobody has: of a mail that some recipients took, the others are named.
void Outbox::settle(store::Transaction& writing, ChannelQueue& queue, Posting posting, Stage stage,
                    std::string reason) {
  posting.stage = stage;
  posting.reason = std::move(reason);
  if (stage == Stage::dead && posting.taken_by_some) posting.stage = Stage::partly;
  store::write_place(writing, posting);
  if (posting.stage != Stage::delivered && may_fall_back(posting.message.channel))
    copy(writing, posting,
         fmt::format("not delivered to {}: {}", posting.message.channel, posting.reason));
  uncopied_[posting.message.channel].erase(posting.id);
  queue.remove(posting.id);
}

void Outbox::channel_works(store::Transaction& writing, ChannelQueue& queue, const Posting& posting,
                           Instant now) {
  auto& health = queue.health;
  if (health.failures == 0 && !health.told) return;
  if (health.told && may_fall_back(health.channel))
    put(writing, posting.run,
        end_of_alarm(settings_.fallback.channel, health, posting.message, now), 0);
  health = {.channel = health.channel};
  store::write_health(writing, health);
}

void Outbox::channel_fails(store::Transaction& writing, ChannelQueue& queue, const Tried& answer,
                           Instant now) {
  auto& health = queue.health;
  ++health.failures;
  health.failing_since = health.failing_since.value_or(answer.at);
  health.next = now + wait_after(settings_.policy, health.channel, health.failures, answer.receipt);
  health.answer = answer_of(answer.receipt);
  health.broken = answer.receipt.setup_broken;
  store::write_health(writing, health);
}

bool Outbox::may_fall_back(const std::string& channel) const {
  return !settings_.fallback.channel.empty() && channel != settings_.fallback.channel &&
         queues_.contains(settings_.fallback.channel);
}

// When the fallback channel is to be told of a channel that fails; nothing: not at all, or it was.
std::optional<Instant> Outbox::alarm_due(const ChannelQueue& queue) const {
  const auto& health = queue.health;
  if (!health.failing_since || queue.empty() || !may_fall_back(health.channel)) return std::nullopt;
  const auto rest = uncopied_.find(health.channel);
  if (health.told && (rest == uncopied_.end() || rest->second.empty())) return std::nullopt;
  return *health.failing_since + (health.broken ? Duration{0} : settings_.fallback.after);
}

void Outbox::tell_fallback(store::Transaction& writing, Instant now) {
  for (const auto id : std::exchange(late_ends_, {}))
    for (const auto& [name, queue] : queues_)
      if (queue.has(id)) copy(writing, queue.at(id), fmt::format("{} is told again", name));
  for (auto& [name, queue] : queues_) {
    const auto at = alarm_due(queue);
    if (!at || *at > now) continue;
    if (!queue.health.told) {
      std::vector<const Message*> waiting;
      for (const auto& [id, posting] : queue.postings()) waiting.push_back(&posting.message);
      put(writing, queue.postings().begin()->second.run,
          alarm_about(settings_.fallback.channel, queue.health, waiting, now), 0);
      queue.health.told = true;
      store::write_health(writing, queue.health);
    }
    for (const auto id : std::exchange(uncopied_[name], {}))
      copy(writing, queue.at(id), why_failing(queue.health));
  }
}

void Outbox::copy(store::Transaction& writing, const Posting& posting, std::string_view why) {
  if (!copied_.insert(posting.id).second) return;
  uncopied_[posting.message.channel].erase(posting.id);
  const std::pair thread(posting.message.channel, posting.message.thread);
  if (posting.message.kind == Message::Kind::end)
    copied_threads_.erase(thread);
  else
    copied_threads_.insert(thread);
  put(writing, posting.run, copy_for(settings_.fallback.channel, posting.message, why), posting.id);
}

void Outbox::put(store::Transaction& writing, std::int64_t run, const Message& message,
                 std::int64_t copy_of) {
  const auto id = store::insert_message(writing, run, message);
  if (!id) return;
  store::post(writing, *id, copy_of);
  last_ = std::max(last_, *id);
  if (const auto queue = queues_.find(message.channel); queue != queues_.end())
    queue->second.add({.id = *id, .run = run, .message = message, .copy_of = copy_of});
}

}  // namespace tocsin::notifiers
