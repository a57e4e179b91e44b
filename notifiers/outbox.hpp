// The durable outbox: which message is tried when, what its answer means for it and for its
// channel, and what the fallback channel is told. It sends nothing itself and has no clock: whoever
// owns it hands in the time and the answers, and gets what is to be sent next. See
// notifiers/work_off.hpp.
#pragma once

#include "base/alert.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "notifiers/notifier.hpp"
#include "notifiers/outbox_policy.hpp"
#include "notifiers/outbox_queue.hpp"
#include "store/outbox.hpp"
#include "store/sending_lock.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::notifiers {

using Channels = std::map<std::string, std::unique_ptr<Notifier>, std::less<>>;

struct OutboxSettings {
  RetryPolicy policy;
  Fallback fallback;
  std::map<std::string, ChannelLimits, std::less<>> channels;  // all that can be sent to
};
OutboxSettings settings_for(const Channels& channels, Fallback fallback = {});

// One attempt that is to be made.
struct Job {
  std::int64_t id = 0;
  Message message;
  std::vector<std::string> recipients;  // as Notifier::send_to takes them
};

// What one attempt came to.
struct Tried {
  std::int64_t id = 0;
  Instant at{};
  Receipt receipt;
};

// Used by one thread; one outbox a store at a time. A message is marked as under way in a commit of
// its own before it is handed out, and its answer is written in another: a crash between the two
// repeats that message, with the same key, and no other.
class Outbox {
 public:
  // What was under way when the last owner ended is pending again. Fails when another process is
  // sending from the store, which outlives the outbox.
  static Result<Outbox> open(const store::Store& store, OutboxSettings settings);

  // Writes the answers down and hands out at most `hands` attempts that are due, in one commit. A
  // message for a channel that the settings do not have is left alone. An error changes nothing,
  // and the same answers may be given again.
  Result<std::vector<Job>> step(const std::vector<Tried>& answers, Instant now, std::size_t hands);

  // When step() may have something to do, as far as that is known without another answer.
  std::optional<Instant> due() const;

  std::size_t unsettled() const;  // messages of channels that the settings have
  // Of other channels, by their names.
  std::map<std::string, std::size_t, std::less<>> strangers() const;

 private:
  Outbox(const store::Store& store, store::SendingLock lock, OutboxSettings settings)
      : store_(&store), lock_(std::move(lock)), settings_(std::move(settings)) {}

  Result<void> reload();
  Result<void> refresh();
  void take_in(store::Posting posting);
  bool has_work(const std::vector<Tried>& answers, Instant now) const;
  bool is_given_up(const store::Posting& stranger, Instant now) const;
  void age_strangers(store::Transaction& writing, Instant now);

  void write(store::Transaction& writing, const Tried& answer, Instant now);
  void on_delivered(store::Transaction& writing, ChannelQueue& queue, store::Posting posting);
  void on_refused(store::Transaction& writing, ChannelQueue& queue, store::Posting posting,
                  const Receipt& receipt);
  void on_retry(store::Transaction& writing, ChannelQueue& queue, store::Posting posting,
                const Tried& answer, Instant now);
  void settle(store::Transaction& writing, ChannelQueue& queue, store::Posting posting,
              store::Stage stage, std::string reason);
  void channel_works(store::Transaction& writing, ChannelQueue& queue,
                     const store::Posting& posting, Instant now);
  void channel_fails(store::Transaction& writing, ChannelQueue& queue, const Tried& answer,
                     Instant now);

  bool may_fall_back(const std::string& channel) const;
  std::optional<Instant> alarm_due(const ChannelQueue& queue) const;
  void tell_fallback(store::Transaction& writing, Instant now);
  void copy(store::Transaction& writing, const store::Posting& posting, std::string_view why);
  void put(store::Transaction& writing, std::int64_t run, const Message& message,
           std::int64_t copy_of);

  const store::Store* store_;
  store::SendingLock lock_;
  OutboxSettings settings_;
  std::map<std::string, ChannelQueue, std::less<>> queues_;
  std::map<std::int64_t, store::Posting> strangers_;  // of channels that the settings do not have
  std::set<std::int64_t> copied_;                     // messages that the fallback has too
  std::set<std::pair<std::string, std::string>> copied_threads_;  // see store::copied_threads
  std::map<std::string, std::set<std::int64_t>, std::less<>> uncopied_;
  std::set<std::int64_t> late_ends_;  // ends that the fallback, who knows the beginning, is owed
  std::int64_t last_ = 0;             // the newest message that was taken in
  std::int64_t version_ = 0;          // of the file, as other connections change it
  bool stale_ = true;                 // what is in memory may not be what is in the store
};

}  // namespace tocsin::notifiers
