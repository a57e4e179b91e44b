#include "engine/segments.hpp"

#include <algorithm>

namespace tocsin::engine {
namespace {

constexpr std::size_t kMostMembers = 10'000;
constexpr const char* kOther = "other";

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

Segments::Segments(const dsl::MonitorPlan& monitor, MemberIndex* index, Instant start)
    : monitor_(monitor), index_(index), ranked_(floor_to(start, kDay)) {
  if (index_ == nullptr) return;
  const auto& fields = monitor.by.fields;
  is_open_ = std::any_of(fields.begin(), fields.end(), [](const auto& f) { return f.members.empty(); });
  if (is_open_) return;
  for (const auto& values : combinations(fields)) named_.push_back(index_->intern(values));
}

bool Segments::has_come(MemberId id) const {
  const auto gone = retired_.find(id);
  return index_->last_event(id) > (gone == retired_.end() ? kBeginning : gone->second);
}

std::vector<MemberId> Segments::candidates() const {
  if (!is_open_) return named_;
  std::vector<MemberId> ids;
  for (MemberId id = 1; id < index_->size() && ids.size() < kMostMembers; ++id)
    if (has_come(id)) ids.push_back(id);
  return ids;
}

// Who is not at rest keeps a place; the others are ranked by their events of seven days.
void Segments::rank(Instant day, const std::vector<MemberId>& from) {
  ranked_ = day;
  std::vector<MemberId> order = from;
  const auto is_held = [&](MemberId id) { return held_.contains(to_text(index_->labels(id))); };
  std::stable_sort(order.begin(), order.end(), [&](MemberId a, MemberId b) {
    if (is_held(a) != is_held(b)) return is_held(a);
    return index_->events_before(a, day) > index_->events_before(b, day);
  });
  order.resize(std::min(order.size(), monitor_.by.top));
  top_ = std::move(order);
}

std::vector<MemberId> Segments::chosen(Instant tick) {
  const auto all = candidates();
  if (monitor_.by.top == 0 || all.size() <= monitor_.by.top) return all;
  if (const Instant day = floor_to(tick, kDay); day > ranked_) rank(day, all);
  std::erase_if(top_, [&](MemberId id) { return !contains(all, id); });
  for (const MemberId id : all)
    if (top_.size() < monitor_.by.top && !contains(top_, id)) top_.push_back(id);
  auto shown = top_;
  std::sort(shown.begin(), shown.end());
  return shown;
}

Segment Segments::segment_of(MemberId id) const {
  const Labels& labels = index_->labels(id);
  return {to_text(labels), labels, contains(named_, id), false, {id}};
}

// The rest, and values outside a declared set; without members where there are none.
Segment Segments::other(const std::vector<MemberId>& shown) const {
  Segment rest{.text = {}, .labels = {}, .named = false, .is_other = true, .members = {}};
  for (MemberId id = 1; id < index_->size(); ++id)
    if (has_come(id) && !contains(shown, id)) rest.members.push_back(id);
  if (rest.members.empty()) return rest;
  for (const auto& [field, value] : index_->labels(rest.members.front()))
    rest.labels.emplace_back(field, kOther);
  rest.text = to_text(rest.labels);
  return rest;
}

std::vector<Segment> Segments::at(Instant tick) {
  if (index_ == nullptr) return {{"", {}, true, false, {kAll}}};
  const auto shown = chosen(tick);
  std::vector<Segment> segments;
  for (const MemberId id : shown) segments.push_back(segment_of(id));
  if (auto rest = other(shown); !rest.members.empty()) segments.push_back(std::move(rest));
  if (monitor_.by.overall) segments.push_back({kOverall, {}, true, false, {kAll}});
  return segments;
}

void Segments::hold(const std::string& segment, bool is_active) {
  if (is_active) held_.insert(segment);
  else held_.erase(segment);
}

void Segments::retire(const std::string& segment) {
  for (MemberId id = 1; id < index_->size(); ++id)
    if (to_text(index_->labels(id)) == segment) retired_[id] = index_->last_event(id);
}

void Segments::save(Encoder& out) const {
  out.u64(top_.size());
  for (const MemberId id : top_) out.u64(id);
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
  top_.clear();
  held_.clear();
  retired_.clear();
  for (std::size_t n = in.count(); n > 0; --n) top_.push_back(static_cast<MemberId>(in.u64()));
  ranked_ = in.instant();
  for (std::size_t n = in.count(); n > 0; --n) held_.insert(in.text());
  for (std::size_t n = in.count(2); n > 0; --n) {
    const auto id = static_cast<MemberId>(in.u64());
    retired_[id] = in.instant();
  }
}

}  // namespace tocsin::engine
