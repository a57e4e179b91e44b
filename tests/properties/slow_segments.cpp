#include "tests/properties/slow_segments.hpp"

#include "tests/properties/slow_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::test::slow {
namespace {

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string value_text(Place place, const Cell& cell) {
  if (place == Place::vip) return cell.number == 1 ? "true" : "false";
  if (place == Place::platform && !contains({"a", "b", "c"}, cell.text)) return "other";
  return cell.text;
}

std::string other_of(const Monitor& monitor) {
  std::vector<std::string> texts;
  for (const Place place : monitor.by) texts.push_back(fmt::format("{}=other", name_of(place)));
  return fmt::format("{}", fmt::join(texts, ","));
}

}  // namespace

std::string member_of(const Monitor& monitor, const Row& row) {
  std::vector<std::string> texts;
  for (const Place place : monitor.by) {
    if (!row[place].is_valid()) return "";
    texts.push_back(fmt::format("{}={}", name_of(place), value_text(place, row[place])));
  }
  return fmt::format("{}", fmt::join(texts, ","));
}

std::vector<std::string> members_of(const Monitor& monitor, const std::vector<Joined>& rows) {
  std::vector<std::string> members;
  for (const auto& row : rows) members.push_back(member_of(monitor, row.row));
  return members;
}

Segments::Segments(const Monitor& monitor, const std::vector<Joined>& rows, Instant start)
    : monitor_(monitor),
      rows_(rows),
      members_(members_of(monitor, rows)),
      ranked_(floor_to(start, kDay)) {
  if (monitor.by == std::vector<Place>{Place::platform})
    named_ = {"platform=a", "platform=b", "platform=c"};
  if (monitor.by == std::vector<Place>{Place::vip}) named_ = {"vip=true", "vip=false"};
}

Instant Segments::last_event(const std::string& member, Instant now) const {
  Instant last = kBeginning;
  for (std::size_t i = 0; i < rows_.size(); ++i)
    if (rows_[i].has_come(now) && members_[i] == member) last = std::max(last, rows_[i].row.time);
  return last;
}

bool Segments::has_come(const std::string& member, Instant now) const {
  const auto gone = retired_.find(member);
  return last_event(member, now) > (gone == retired_.end() ? kBeginning : gone->second);
}

// In order of their first arrival.
std::vector<std::string> Segments::met(Instant now) const {
  std::vector<std::string> met;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::string& member = members_[i];
    if (!rows_[i].has_come(now) || member.empty() || contains(met, member)) continue;
    if (has_come(member, now)) met.push_back(member);
  }
  return met;
}

std::vector<std::string> Segments::placed(Instant now, const std::set<std::string>& held) {
  if (!named_.empty()) return named_;
  const auto all = met(now);
  if (monitor_.top == 0) return all;
  if (const Instant today = floor_to(now, kDay); today > ranked_) {
    ranked_ = today;
    ranking_ = all;
    std::map<std::string, std::size_t> events;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (rows_[i].has_come(now) && rows_[i].row.time >= today - 7 * kDay &&
          rows_[i].row.time < today)
        ++events[members_[i]];
    std::stable_sort(ranking_.begin(), ranking_.end(),
                     [&](const auto& a, const auto& b) { return events[a] > events[b]; });
  }
  std::vector<std::string> places;
  const auto take = [&](const std::string& member) {
    if (places.size() < monitor_.top && contains(all, member) && !contains(places, member))
      places.push_back(member);
  };
  for (const auto& member : places_)
    if (held.contains(member)) take(member);
  for (const auto& member : ranking_) take(member);
  for (const auto& member : all) take(member);
  return places_ = places;
}

std::vector<Segment> Segments::at(Instant now, const std::set<std::string>& held) {
  if (monitor_.by.empty()) return {{"", true, {}}};
  std::vector<Segment> segments;
  Segment other{other_of(monitor_), false, {}};
  const auto places = placed(now, held);
  for (const auto& member : places) segments.push_back({member, !named_.empty(), {member}});
  for (const auto& member : met(now))
    if (!contains(places, member)) other.members.insert(member);
  if (!other.members.empty()) segments.push_back(other);
  if (monitor_.overall) segments.push_back({"overall", true, {}});
  return segments;
}

void Segments::retire(const Segment& segment, Instant now) {
  for (const auto& member : segment.members) retired_[member] = last_event(member, now);
}

}  // namespace tocsin::test::slow
