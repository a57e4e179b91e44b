#include "engine/receiver_group.hpp"

#include "engine/message_parts.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::engine {
namespace {

// After its first message a group collects further beginnings and ends for so long.
constexpr Duration kCollect = 5min;

}  // namespace

const ReceiverEntry* ReceiverGroup::find(const AlertRef& ref) const {
  const auto at = entries_.find(ref);
  return at == entries_.end() ? nullptr : &at->second;
}

void ReceiverGroup::count(const ReceiverEntry& entry, bool is_there) {
  const auto add = [&](std::size_t& n) { is_there ? ++n : --n; };
  if (entry.is_alive) add(alive_);
  if (entry.is_news()) add(news_);
  if (!entry.is_alive || entry.told < 0) return;
  add(told_[entry.told]);
  if (told_[entry.told] == 0) told_.erase(entry.told);
}

void ReceiverGroup::put(const AlertRef& ref, ReceiverEntry entry) {
  const auto [at, is_new] = entries_.try_emplace(ref);
  if (!is_new) count(at->second, false);
  at->second = std::move(entry);
  count(at->second, true);
}

void ReceiverGroup::erase(const AlertRef& ref) {
  const auto at = entries_.find(ref);
  count(at->second, false);
  entries_.erase(at);
}

int ReceiverGroup::told_severity() const { return told_.empty() ? -1 : told_.rbegin()->first; }

std::size_t ReceiverGroup::spoken_of() const { return any_news() ? news_ : alive_; }

std::optional<Instant> ReceiverGroup::due() const {
  std::optional<Instant> due = news_due_;
  if (step == 0) return due;
  for (const auto& [ref, entry] : entries_)
    if (entry.is_alive && entry.delivery.repeat)
      bring_forward(
          due, std::max(std::max(last_sent_, entry.delivery.repeat_from) + *entry.delivery.repeat,
                        entry.since));
  return due;
}

void ReceiverGroup::announce(const ReceiverEntry& entry, int told_before, Instant now) {
  if (step == 0)
    bring_forward(news_due_, now + entry.delivery.wait);
  else if (entry.severity > told_before)
    news_due_ = now;
  else
    bring_forward(news_due_, std::max(now, last_sent_ + kCollect));
}

void ReceiverGroup::announce_end(Instant now) {
  if (!any_alive())
    news_due_ = now;
  else
    bring_forward(news_due_, std::max(now, last_sent_ + kCollect));
}

void ReceiverGroup::retract(Instant now) {
  if (!any_news())
    news_due_.reset();
  else if (!any_alive())
    news_due_ = now;
}

std::vector<AlertRef> ReceiverGroup::settle(Instant now) {
  ++step;
  last_sent_ = now;
  news_due_.reset();
  closes.clear();
  std::vector<AlertRef> over;
  alive_ = news_ = 0;
  told_.clear();
  for (auto at = entries_.begin(); at != entries_.end();) {
    auto& [ref, entry] = *at;
    entry.told = entry.severity;
    entry.is_unsaid = false;
    if (!entry.is_alive) over.push_back(ref);
    if (entry.is_alive) count(entry, true);
    at = entry.is_alive ? std::next(at) : entries_.erase(at);
  }
  return over;
}

void ReceiverGroup::absorb(ReceiverGroup other) {
  if (other.step > 0) closes.push_back(other.thread);
  closes.insert(closes.end(), other.closes.begin(), other.closes.end());
  highest = std::max(highest, other.highest);
  for (auto& [ref, entry] : other.entries_) put(ref, std::move(entry));
}

}  // namespace tocsin::engine
