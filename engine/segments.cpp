#include "engine/segments.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

bool contains(const std::vector<MemberId>& ids, MemberId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// All combinations of the members that the rules name, first field slowest.
std::vector<std::vector<std::string>> combinations(const std::vector<dsl::SegmentField>& fields) {
  std::vector<std::vector<std::string>> all{{}};
  for (const auto& field : fields) {
    std::vector<std::vector<std::string>> longer;
    for (const auto& head : all)
      for (const auto& member : field.members) {
        longer.push_back(head);
        longer.back().push_back(member);
      }
    all = std::move(longer);
  }
  return all;
}

}  // namespace

std::vector<Labels> named_segments(const dsl::ByPlan& by) {
  std::vector<Labels> all;
  for (auto& values : combinations(by.fields)) {
    Labels labels;
    for (std::size_t i = 0; i < values.size(); ++i)
      labels.emplace_back(by.fields[i].name, std::move(values[i]));
    all.push_back(std::move(labels));
  }
  if (by.overall) all.emplace_back();
  return all;
}

Segments::Segments(const dsl::MonitorPlan& monitor, MemberIndex* index, Instant start,
                   std::size_t most_members)
    : monitor_(monitor),
      index_(index),
      most_members_(most_members),
      ranked_(floor_to(start, kDay)) {
  if (index_ == nullptr) return;
  const auto& fields = monitor.by.fields;
  is_open_ =
      std::any_of(fields.begin(), fields.end(), [](const auto& f) { return f.members.empty(); });
  if (is_open_) return;
  for (const auto& values : combinations(fields)) named_.push_back(index_->intern(values));
}

bool Segments::has_come(MemberId id) const {
  const auto gone = retired_.find(id);
  return index_->last_event(id) > (gone == retired_.end() ? kBeginning : gone->second);
}

std::vector<MemberId> Segments::candidates() {
  beyond_limit_ = 0;
  if (!is_open_) return named_;
  std::vector<MemberId> ids;
  for (MemberId id = kOther + 1; id < index_->size(); ++id) {
    if (!has_come(id)) continue;
    if (ids.size() < most_members_)
      ids.push_back(id);
    else
      ++beyond_limit_;
  }
  return ids;
}

void Segments::rank(Instant day, std::vector<MemberId> members) {
  ranked_ = day;
  std::stable_sort(members.begin(), members.end(), [&](MemberId a, MemberId b) {
    return index_->events_before(a, day) > index_->events_before(b, day);
  });
  ranking_ = std::move(members);
}

// Who is not at rest keeps a place until it is; the others follow by rank, then by appearance.
std::vector<MemberId> Segments::placed(Instant tick) {
  const auto all = candidates();
  const std::size_t most = monitor_.by.top;
  if (most == 0) return all;
  if (const Instant day = floor_to(tick, kDay); day > ranked_) rank(day, all);
  std::vector<bool> waits(index_->size(), false);
  for (const MemberId id : all) waits[id] = true;
  std::vector<MemberId> places;
  const auto take = [&](MemberId id) {
    if (places.size() == most || !waits[id]) return;
    places.push_back(id);
    waits[id] = false;
  };
  for (const MemberId id : places_)
    if (held_.contains(index_->text(id))) take(id);
  for (const MemberId id : ranking_) take(id);
  for (const MemberId id : all) take(id);
  places_ = places;
  std::sort(places.begin(), places.end());
  return places;
}

void Segments::add(Segment segment) {
  for (const MemberId id : segment.members) place_by_member_[id] = segments_.size();
  segments_.push_back(std::move(segment));
}

// The rest, and values outside a declared set; no segment where there are none.
void Segments::add_other() {
  std::vector<MemberId> rest;
  for (MemberId id = kOther; id < index_->size(); ++id)
    if (place_by_member_[id] == kNoPlace && has_come(id)) rest.push_back(id);
  if (rest.empty()) return;
  const std::size_t place = place_by_member_[kOther];
  if (place == kNoPlace)
    return add({index_->text(kOther), index_->labels(kOther), false, std::move(rest)});
  for (const MemberId id : rest) place_by_member_[id] = place;  // the rules name a member `other`
  auto& members = segments_[place].members;
  members.insert(members.end(), rest.begin(), rest.end());
}

void Segments::build(Instant tick) {
  segments_.clear();
  place_by_member_.assign(index_->size(), kNoPlace);
  std::erase_if(retired_, [&](const auto& gone) { return has_come(gone.first); });
  for (const MemberId id : placed(tick))
    add({index_->text(id), index_->labels(id), contains(named_, id), {id}});
  add_other();
  if (monitor_.by.overall) add({kOverall, {}, true, {kAll}});
}

bool Segments::is_settled(Instant tick) const {
  const bool ranks_anew = monitor_.by.top > 0 && floor_to(tick, kDay) > ranked_;
  const bool comes_back = std::any_of(retired_.begin(), retired_.end(),
                                      [&](const auto& gone) { return has_come(gone.first); });
  return !is_stale_ && !comes_back && !ranks_anew && index_->met() == met_;
}

const std::vector<Segment>& Segments::at(Instant tick) {
  if (index_ == nullptr) {
    place_by_member_.assign(1, 0);
    if (segments_.empty()) segments_.push_back({"", {}, true, {kAll}});
    return segments_;
  }
  if (is_settled(tick)) return segments_;
  build(tick);
  met_ = index_->met();
  is_stale_ = false;
  return segments_;
}

std::size_t Segments::place_of(MemberId member) const {
  return member < place_by_member_.size() ? place_by_member_[member] : kNoPlace;
}

void Segments::hold(const std::string& segment, bool is_active) {
  if (is_active == held_.contains(segment)) return;
  if (is_active)
    held_.insert(segment);
  else
    held_.erase(segment);
  is_stale_ = true;
}

void Segments::retire(const std::string& segment) {
  for (const auto& [text, labels, named, members] : segments_) {
    if (text != segment) continue;
    for (const MemberId id : members) retired_[id] = index_->last_event(id);
  }
  held_.erase(segment);  // when it comes back it has no better claim to a place than others
  is_stale_ = true;
}

namespace {

void save(Encoder& out, const std::vector<MemberId>& ids) {
  out.u64(ids.size());
  for (const MemberId id : ids) out.u64(id);
}

}  // namespace

void Segments::save(Encoder& out) const {
  engine::save(out, ranking_);
  engine::save(out, places_);
  out.instant(ranked_);
  out.u64(held_.size());
  for (const auto& segment : held_) out.text(segment);
  out.u64(retired_.size());
  for (const auto& [id, at] : retired_) {
    out.u64(id);
    out.instant(at);
  }
}

void Segments::load(Decoder& in) {
  held_.clear();
  retired_.clear();
  is_stale_ = true;
  const MemberId known = index_ == nullptr ? 0 : index_->size();
  const auto load_id = [&] {
    const std::uint64_t id = in.u64();
    if (id >= known) in.fail();
    return static_cast<MemberId>(in.failed() ? 0 : id);
  };
  for (auto* ids : {&ranking_, &places_}) {
    ids->clear();
    for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) ids->push_back(load_id());
  }
  ranked_ = in.instant();
  for (std::size_t n = in.count(); n > 0; --n) held_.insert(in.text());
  for (std::size_t n = in.count(2); n > 0 && !in.failed(); --n) {
    const MemberId id = load_id();
    retired_[id] = in.instant();
  }
}

}  // namespace tocsin::engine
