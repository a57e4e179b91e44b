#include "engine/label_join.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

bool is_later(const KnownLabel& a, const KnownLabel& b) {
  return std::pair(a.known, a.number) > std::pair(b.known, b.number);
}

// A key that is missing is no key.
bool is_key(const Hash128& key) { return key != Hash128{}; }

bool says_something(const LabelBatch& labels, std::size_t row) {
  return std::ranges::any_of(labels.columns,
                             [&](const Column& column) { return column.valid[row]; });
}

}  // namespace

void LabelJoin::schedule(const RowRef& row, std::uint64_t number, Instant known) {
  last_known_ = std::max(last_known_, known);
  queue_.push_back({known, number, row});
  std::push_heap(queue_.begin(), queue_.end(), is_later);
}

void LabelJoin::note_in_row(Instant event, Instant known) {
  last_known_ = std::max(last_known_, known);
  tally_.joined();
  if (known > event + schema_.horizon) tally_.late(known);
}

bool LabelJoin::is_same(const RowRef& row, const LabelRef& label) const {
  for (std::size_t i = 0; i < schema_.label_fields.size(); ++i)
    if (!same_value(row.batch->columns[schema_.label_fields[i]], row.row, label.batch->columns[i],
                    label.row))
      return false;
  return true;
}

bool LabelJoin::is_same(const LabelRef& a, const LabelRef& b) const {
  for (std::size_t i = 0; i < schema_.label_fields.size(); ++i)
    if (!same_value(a.batch->columns[i], a.row, b.batch->columns[i], b.row)) return false;
  return true;
}

// A label without a time of its own comes at the latest moment that its event allows.
Instant LabelJoin::arrival_at(const RowRef& row, const LabelRef& label) const {
  return label.arrival() == kForever ? row.time() + schema_.horizon : label.arrival();
}

void LabelJoin::join(Prediction& prediction, const LabelRef& label) {
  const RowRef& row = prediction.row;
  const Instant arrival = arrival_at(row, label);
  const Instant known = std::max(arrival, row.arrival());
  prediction.is_labelled = true;
  tally_.joined();
  if (arrival > row.time() + schema_.horizon) tally_.late(known);
  for (std::size_t i = 0; i < schema_.label_fields.size(); ++i)
    copy_value(row.batch->columns[schema_.label_fields[i]], row.row, label.batch->columns[i],
               label.row);
  row.batch->label_known[row.row] = known;
  schedule(row, prediction.number, known);
}

// A label waits the horizon for its event; one without a time of its own, as long as it takes.
bool LabelJoin::waits_for(Instant label, Instant event_arrival) const {
  return label == kForever || event_arrival <= label + schema_.horizon;
}

bool LabelJoin::is_within_reach(const Prediction& prediction, Instant label) const {
  const Instant event = prediction.row.time();
  return label == kForever || label <= event + keep_ || event >= unjudged_;
}

void LabelJoin::enter(const RowRef& row, std::uint64_t number) {
  predictions_.push_back({.row = row, .number = number});
  const std::uint64_t place = forgotten_ + predictions_.size();
  Chain& chain = chains_[row.batch->key[row.row]];
  if (chain.last != 0)
    at(chain.last).next = place;
  else
    chain.first = place;
  chain.last = place;
}

void LabelJoin::add_event(const RowRef& row, std::uint64_t number) {
  const Hash128& key = row.batch->key[row.row];
  if (!is_key(key)) return;
  enter(row, number);
  const auto waiting = waiting_.find(key);
  if (waiting == waiting_.end() || !waits_for(waiting->second.label.arrival(), row.arrival()))
    return;
  waiting->second.has_met = true;
  for (; waiting->second.conflicts > 0; --waiting->second.conflicts)
    tally_.conflicting(row.time() + schema_.horizon);
  join(predictions_.back(), waiting->second.label);
}

LabelJoin::Met LabelJoin::join_all(const LabelRef& label, const Hash128& key) {
  Met met;
  const auto chain = chains_.find(key);
  for (std::uint64_t place = chain == chains_.end() ? 0 : chain->second.first; place != 0;
       place = at(place).next) {
    Prediction& prediction = at(place);
    if (!waits_for(label.arrival(), prediction.row.arrival())) continue;
    if (!is_within_reach(prediction, label.arrival())) {
      met.too_late = met.too_late || !prediction.is_labelled;
      continue;
    }
    met.any = true;
    if (!prediction.is_labelled)
      join(prediction, label);
    else if (!met.contradicted && !is_same(prediction.row, label))
      met.contradicted = arrival_at(prediction.row, label);
  }
  return met;
}

void LabelJoin::contradict(Waiting& waiting, const LabelRef& label, const Hash128& key) {
  if (is_same(waiting.label, label)) return;
  const auto chain = chains_.find(key);
  if (label.arrival() != kForever)
    tally_.conflicting(label.arrival());
  else if (chain != chains_.end())
    tally_.conflicting(arrival_at(at(chain->second.first).row, label));
  else
    ++waiting.conflicts;
}

// The first moment at which it waits no more.
void LabelJoin::give_up(const Waiting& waiting) {
  const Instant arrival = waiting.label.arrival();
  if (waiting.has_met) return;
  tally_.unmatched(arrival == kForever ? kForever : arrival + schema_.horizon + Duration(1));
}

void LabelJoin::wait(const LabelRef& label, const Hash128& key) {
  const Met met = join_all(label, key);
  const auto bygone = met.any ? BygoneKeys::Why::none : bygone_.find(key);
  const bool too_late = !met.any && (met.too_late || bygone == BygoneKeys::Why::unlabelled);
  if (met.contradicted) tally_.conflicting(*met.contradicted);
  if (too_late) tally_.late(label.arrival());
  const bool has_met = met.any || too_late || bygone == BygoneKeys::Why::too_early;
  waiting_[key] = {.label = label, .has_met = has_met};
  if (label.arrival() != kForever) expiry_.emplace_back(label.arrival(), key);
}

void LabelJoin::add_label(const std::shared_ptr<const LabelBatch>& labels, std::size_t row) {
  if (!says_something(*labels, row)) return;
  const LabelRef label{labels, static_cast<std::uint32_t>(row)};
  const Hash128& key = labels->key[row];
  if (!is_key(key)) return tally_.unmatched(label.arrival());
  const auto before = waiting_.find(key);
  if (before != waiting_.end() && waits_for(before->second.label.arrival(), label.arrival()))
    return contradict(before->second, label, key);
  if (before != waiting_.end()) {
    give_up(before->second);
    waiting_.erase(before);
  }
  wait(label, key);
}

void LabelJoin::pass_over(std::span<const Hash128> keys) {
  for (const auto& key : keys) bygone_.add(key, BygoneKeys::Why::too_early);
}

void LabelJoin::forget_labels(Instant now) {
  for (; !expiry_.empty() && !waits_for(expiry_.front().first, now); expiry_.pop_front()) {
    const auto over = waiting_.find(expiry_.front().second);
    if (over == waiting_.end() || over->second.label.arrival() != expiry_.front().first) continue;
    give_up(over->second);
    waiting_.erase(over);
  }
}

void LabelJoin::drop_front() {
  const Prediction& front = predictions_.front();
  const Hash128& key = front.row.batch->key[front.row.row];
  const auto chain = chains_.find(key);
  if (!front.is_labelled) bygone_.add(key, BygoneKeys::Why::unlabelled);
  if (front.next == 0)
    chains_.erase(chain);
  else
    chain->second.first = front.next;
  predictions_.pop_front();
  ++forgotten_;
}

void LabelJoin::forget_predictions(Instant now) {
  while (!predictions_.empty() && !is_within_reach(predictions_.front(), now)) drop_front();
}

std::vector<KnownLabel> LabelJoin::take_known(Instant now) {
  forget_labels(now);
  forget_predictions(now);
  std::vector<KnownLabel> known;
  while (!queue_.empty() && queue_.front().known <= now) {
    std::pop_heap(queue_.begin(), queue_.end(), is_later);
    known.push_back(std::move(queue_.back()));
    queue_.pop_back();
  }
  return known;
}

void LabelJoin::close() {
  for (const auto& [key, waiting] : waiting_) give_up(waiting);
  waiting_.clear();
  expiry_.clear();
}

}  // namespace tocsin::engine
