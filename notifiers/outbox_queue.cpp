#include "notifiers/outbox_queue.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace tocsin::notifiers {

void ChannelQueue::add(store::Posting posting) {
  const auto id = posting.id;
  const auto thread = posting.message.thread;
  auto& ids = threads_[thread];
  // An older one may come late, when somebody puts a dead letter back.
  if (!ids.empty()) hide_head(*ids.begin());
  ids.insert(id);
  if (posting.stage == store::Stage::under_way) under_way_.insert(id);
  postings_.insert_or_assign(id, std::move(posting));
  show_head(thread);
}

void ChannelQueue::remove(std::int64_t id) {
  const auto found = postings_.find(id);
  if (found == postings_.end()) return;
  const auto thread = found->second.message.thread;
  hide_head(id);
  under_way_.erase(id);
  postings_.erase(found);
  auto& ids = threads_.at(thread);
  ids.erase(id);
  if (ids.empty())
    threads_.erase(thread);
  else
    show_head(thread);
}

void ChannelQueue::put_back(store::Posting posting) {
  const auto thread = posting.message.thread;
  under_way_.erase(posting.id);
  postings_.insert_or_assign(posting.id, std::move(posting));
  show_head(thread);
}

void ChannelQueue::show_head(const std::string& thread) {
  const auto& ids = threads_.at(thread);
  const bool busy = std::ranges::any_of(ids, [&](auto id) { return under_way_.contains(id); });
  if (busy) return;
  const auto& head = postings_.at(*ids.begin());
  hide_head(head.id);
  later_.insert({head.next, head.id});
}

void ChannelQueue::hide_head(std::int64_t id) {
  const auto& posting = postings_.at(id);
  later_.erase({posting.next, id});
  ready_.erase({posting.attempts, id});
}

std::optional<std::int64_t> ChannelQueue::next(Instant now) {
  if (under_way_.size() >= most_at_once() || gate() > now) return std::nullopt;
  while (!later_.empty() && later_.begin()->first <= now) {
    const auto id = later_.begin()->second;
    later_.erase(later_.begin());
    ready_.insert({postings_.at(id).attempts, id});
  }
  if (ready_.empty()) return std::nullopt;
  const auto id = ready_.begin()->second;
  ready_.erase(ready_.begin());
  under_way_.insert(id);
  postings_.at(id).stage = store::Stage::under_way;
  spaced_ = now + limits_.spacing;
  return id;
}

std::optional<Instant> ChannelQueue::due() const {
  if (under_way_.size() >= most_at_once()) return std::nullopt;
  if (!ready_.empty()) return gate();
  if (later_.empty()) return std::nullopt;
  return std::max(gate(), later_.begin()->first);
}

}  // namespace tocsin::notifiers
