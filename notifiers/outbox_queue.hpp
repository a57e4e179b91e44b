// The unsettled messages of one channel, and which of them is tried next. Pure: it is told the
// time.
#pragma once

#include "base/time.hpp"
#include "notifiers/outbox_policy.hpp"
#include "store/outbox.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace tocsin::notifiers {

// Of a thread, only the oldest message is tried, so that no end overtakes its beginning. Of several
// threads, the message with the fewest attempts goes first: one that its receiver always refuses
// for now cannot keep the others from being tried. While the channel fails, one message at a time
// finds out whether it works again.
class ChannelQueue {
 public:
  explicit ChannelQueue(ChannelLimits limits = {}) : limits_(limits) {}

  store::ChannelHealth health;

  // A message may be added once; one that is under way is waited for.
  void add(store::Posting posting);
  // It was settled, or taken away by somebody.
  void remove(std::int64_t id);
  // It was tried in vain, and its place has changed.
  void put_back(store::Posting posting);

  // The receiver wants nothing before that.
  void rest_until(Instant at) { spaced_ = std::max(spaced_, at); }

  // The message to try now, from here on under way; nothing when none is due.
  std::optional<std::int64_t> next(Instant now);
  // When next() may have one, as far as that is known without another answer.
  std::optional<Instant> due() const;

  const store::Posting& at(std::int64_t id) const { return postings_.at(id); }
  bool has(std::int64_t id) const { return postings_.contains(id); }
  bool empty() const { return postings_.empty(); }
  std::size_t size() const { return postings_.size(); }
  std::size_t under_way() const { return under_way_.size(); }
  const std::map<std::int64_t, store::Posting>& postings() const { return postings_; }

 private:
  std::size_t most_at_once() const { return health.failures > 0 ? 1 : limits_.at_once; }
  Instant gate() const { return std::max(health.next, spaced_); }
  void show_head(const std::string& thread);
  void hide_head(std::int64_t id);

  ChannelLimits limits_;
  Instant spaced_ = kBeginning;  // by the limits, ours and the receiver's, no attempt sooner
  std::map<std::int64_t, store::Posting> postings_;
  std::map<std::string, std::set<std::int64_t>, std::less<>> threads_;
  std::set<std::int64_t> under_way_;
  // The oldest messages of threads of which none is under way.
  std::set<std::pair<Instant, std::int64_t>> later_;      // by their next attempt
  std::set<std::pair<std::size_t, std::int64_t>> ready_;  // that is due; by their attempts
};

}  // namespace tocsin::notifiers
