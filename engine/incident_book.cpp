#include "engine/incident_book.hpp"

#include "base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::engine {
namespace {

using Kind = IncidentEntry::Kind;

std::string id_of(const AlertNews& news, Instant now) {
  const auto& id = news.id;
  return to_hex(hash128(fmt::format("incident\n{}\n{}\n{}\n{}\n{}\n{}", id.package, id.model,
                                    id.monitor, id.segment, news.episode,
                                    now.time_since_epoch().count())))
      .substr(0, 12);
}

}  // namespace

IncidentBook::IncidentBook(const dsl::Plan& plan) : plan_(plan) {}

// Others may join a start or an end; older ones than the join time are of no use.
void IncidentBook::mark(Open& incident, Instant now) const {
  std::erase_if(incident.marks, [&](Instant at) { return now - at > plan_.incident.join; });
  incident.marks.push_back(now);
}

bool IncidentBook::Open::is_firing() const {
  return std::any_of(members.begin(), members.end(),
                     [](const auto& member) { return member.second.is_firing; });
}

IncidentBook::Open* IncidentBook::of(const AlertRef& ref) const {
  const auto at = of_.find(ref);
  return at == of_.end() ? nullptr : at->second;
}

void IncidentBook::put(Open& incident, const AlertRef& ref, Member member) {
  incident.members[ref] = std::move(member);
  of_[ref] = &incident;
}

std::string IncidentBook::group_of(const AlertFacts& alert) const {
  std::string group;
  for (const auto& name : plan_.incident.by) group += fact(alert, name) + '\n';
  return group;
}

// The incident that the alert is in already, that of what suppresses it, or one of its group that
// started or had an end within the join time.
IncidentBook::Open* IncidentBook::find(const AlertNews& news, const std::string& group,
                                       Instant now) {
  if (Open* own = of(news.ref)) return own;
  Open* near = nullptr;
  if (!news.joins.empty())
    for (auto& [key, incident] : open_)
      if (incident.id == news.joins) near = &incident;
  if (near != nullptr) return near;
  const auto [first, last] = open_.equal_range(group);
  for (auto at = first; at != last; ++at) {
    Open& incident = at->second;
    const bool is_near =
        std::any_of(incident.marks.begin(), incident.marks.end(),
                    [&](Instant mark) { return now - mark <= plan_.incident.join; });
    if (is_near) near = &incident;
  }
  return near;
}

IncidentBook::Open& IncidentBook::open(const AlertNews& news, const AlertFacts& alert,
                                       const std::string& group, Instant now) {
  return open_
      .emplace(
          group,
          Open{.id = id_of(news, now), .title = alert.monitor.title, .marks = {}, .members = {}})
      ->second;
}

IncidentEntry IncidentBook::entry(const Open& incident, Kind kind, const Member& member,
                                  const std::string& text, Instant now) const {
  IncidentEntry entry;
  entry.at = now;
  entry.incident = incident.id;
  entry.kind = kind;
  entry.alert = member.id;
  entry.episode = member.episode;
  entry.severity = member.severity;
  if (member.severity >= 0)
    entry.severity_name = plan_.severities.names[static_cast<std::size_t>(member.severity)];
  entry.title = incident.title;
  entry.text = text;
  return entry;
}

void IncidentBook::join(Open& incident, Kind kind, const AlertRef& ref, const Member& member,
                        const std::string& text, Instant now, std::vector<IncidentEntry>& entries) {
  put(incident, ref, member);
  incident.highest = std::max(incident.highest, member.severity);
  entries.push_back(entry(incident, kind, member, text, now));
}

// Milder alerts of the group that began shortly before belong to the incident too.
void IncidentBook::gather_loose(Open& incident, const std::string& group, Instant now,
                                std::vector<IncidentEntry>& entries) {
  for (auto at = loose_.begin(); at != loose_.end();) {
    const auto& [ref, loose] = *at;
    if (loose.group != group || now - loose.since > plan_.incident.join) {
      ++at;
      continue;
    }
    join(incident, Kind::joined, ref, loose.member, loose.text, now, entries);
    at = loose_.erase(at);
  }
}

void IncidentBook::leave(Open& incident, const AlertRef& ref, const Member& member,
                         const std::string& text, Instant now,
                         std::vector<IncidentEntry>& entries) {
  put(incident, ref, member);
  incident.last_end = now;
  mark(incident, now);
  entries.push_back(entry(incident, Kind::left, member, text, now));
}

// A start, or another severity of what is in the incident already.
void IncidentBook::go_on(Open& incident, const AlertRef& ref, const Member& member,
                         const std::string& text, Instant now,
                         std::vector<IncidentEntry>& entries) {
  const auto before = incident.members.find(ref);
  const bool was_firing = before != incident.members.end() && before->second.is_firing;
  if (!was_firing) mark(incident, now);
  join(incident, was_firing ? Kind::severity : Kind::joined, ref, member, text, now, entries);
}

void IncidentBook::update(const AlertNews& news, const AlertFacts& alert, const std::string& text,
                          Instant now, std::vector<IncidentEntry>& entries) {
  const std::string group = group_of(alert);
  const Member member{news.id, news.episode, alert.severity >= 0, alert.severity};
  Open* incident = find(news, group, now);
  if (!member.is_firing) {
    loose_.erase(news.ref);
    if (incident != nullptr && incident->members.contains(news.ref))
      leave(*incident, news.ref, member, text, now, entries);
    return;
  }
  if (incident == nullptr && alert.severity < plan_.incident.from) {
    const auto [at, is_new] = loose_.try_emplace(news.ref, Loose{group, now, member, text});
    if (!is_new) at->second.member = member;
    return;
  }
  loose_.erase(news.ref);
  if (incident != nullptr) return go_on(*incident, news.ref, member, text, now, entries);
  Open& opened = open(news, alert, group, now);
  mark(opened, now);
  join(opened, Kind::opened, news.ref, member, text, now, entries);
  gather_loose(opened, group, now, entries);
}

std::optional<Instant> IncidentBook::next_due() const {
  std::optional<Instant> next;
  for (const auto& [group, incident] : open_)
    if (!incident.is_firing()) {
      const Instant due = incident.last_end + plan_.incident.join;
      next = next ? std::min(*next, due) : due;
    }
  return next;
}

void IncidentBook::close_due(Instant now, std::vector<IncidentEntry>& entries) {
  for (auto at = open_.begin(); at != open_.end();) {
    const Open& incident = at->second;
    const Instant due = incident.last_end + plan_.incident.join;
    if (incident.is_firing() || due > now) {
      ++at;
      continue;
    }
    entries.push_back(entry(incident, Kind::ended, whole(incident), "nothing fires any more", due));
    for (const auto& [ref, member] : incident.members) of_.erase(ref);
    at = open_.erase(at);
  }
}

// Who makes an entry that no single alert makes.
IncidentBook::Member IncidentBook::whole(const Open& incident) {
  Member nobody;
  nobody.id.model = incident.members.begin()->second.id.model;
  nobody.severity = incident.highest;
  return nobody;
}

const IncidentBook::Open* IncidentBook::find(const std::string& incident) const {
  const auto at =
      std::ranges::find_if(open_, [&](const auto& open) { return open.second.id == incident; });
  return at == open_.end() ? nullptr : &at->second;
}

std::optional<IncidentEntry> IncidentBook::note(const std::string& incident, Kind kind,
                                                const std::string& text, Instant now) const {
  const Open* open = find(incident);
  if (open == nullptr) return std::nullopt;
  return entry(*open, kind, whole(*open), text, now);
}

std::set<std::string> IncidentBook::firing(
    const std::function<bool(const AlertRef&)>& is_meant) const {
  std::set<std::string> found;
  for (const auto& [group, open] : open_)
    if (std::ranges::any_of(open.members, [&](const auto& member) {
          return member.second.is_firing && is_meant(member.first);
        }))
      found.insert(open.id);
  return found;
}

std::vector<AlertRef> IncidentBook::firing_in(const std::string& incident) const {
  std::vector<AlertRef> firing;
  if (const Open* open = find(incident))
    for (const auto& [ref, member] : open->members)
      if (member.is_firing) firing.push_back(ref);
  return firing;
}

std::string IncidentBook::incident_of(const AlertRef& ref) const {
  const Open* incident = of(ref);
  return incident == nullptr ? "" : incident->id;
}

namespace {

void save_id(Encoder& out, const AlertId& id) {
  for (const auto* part : {&id.package, &id.model, &id.monitor, &id.segment}) out.text(*part);
}

AlertId load_id(Decoder& in) {
  AlertId id;
  for (auto* part : {&id.package, &id.model, &id.monitor, &id.segment}) *part = in.text();
  return id;
}

}  // namespace

void IncidentBook::save_member(Encoder& out, const AlertRef& ref, const Member& member) {
  out.u64(ref.monitor);
  out.text(ref.segment);
  save_id(out, member.id);
  out.u64(member.episode);
  out.boolean(member.is_firing);
  out.i64(member.severity);
}

std::pair<AlertRef, IncidentBook::Member> IncidentBook::load_member(Decoder& in) {
  AlertRef ref;
  ref.monitor = in.u64();
  ref.segment = in.text();
  Member member;
  member.id = load_id(in);
  member.episode = in.u64();
  member.is_firing = in.boolean();
  member.severity = static_cast<int>(in.i64());
  return {std::move(ref), std::move(member)};
}

void IncidentBook::save(Encoder& out) const {
  out.u64(open_.size());
  for (const auto& [group, incident] : open_) {
    out.text(group);
    out.text(incident.id);
    out.text(incident.title);
    out.i64(incident.highest);
    out.instant(incident.last_end);
    out.u64(incident.marks.size());
    for (const Instant mark : incident.marks) out.instant(mark);
    out.u64(incident.members.size());
    for (const auto& [ref, member] : incident.members) save_member(out, ref, member);
  }
  out.u64(loose_.size());
  for (const auto& [ref, loose] : loose_) {
    save_member(out, ref, loose.member);
    out.text(loose.group);
    out.instant(loose.since);
    out.text(loose.text);
  }
}

void IncidentBook::load(Decoder& in) {
  open_.clear();
  of_.clear();
  loose_.clear();
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    const std::string group = in.text();
    Open incident;
    incident.id = in.text();
    incident.title = in.text();
    incident.highest = static_cast<int>(in.i64());
    incident.last_end = in.instant();
    for (std::size_t m = in.count(); m > 0; --m) incident.marks.push_back(in.instant());
    for (std::size_t m = in.count(); m > 0 && !in.failed(); --m)
      incident.members.insert(load_member(in));
    Open& opened = open_.emplace(group, std::move(incident))->second;
    for (const auto& [ref, member] : opened.members) of_[ref] = &opened;
  }
  for (std::size_t n = in.count(); n > 0 && !in.failed(); --n) {
    auto [ref, member] = load_member(in);
    Loose loose{.group = in.text(), .since = {}, .member = std::move(member), .text = {}};
    loose.since = in.instant();
    loose.text = in.text();
    loose_.emplace(std::move(ref), std::move(loose));
  }
}

}  // namespace tocsin::engine
