// Which alerts belong to one incident: opens, joins and ends incidents as the rules say. Pure.
#pragma once

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/receivers.hpp"
#include "engine/router.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::engine {

class IncidentBook {
 public:
  explicit IncidentBook(const dsl::Plan& plan);
  IncidentBook(const IncidentBook&) = delete;
  IncidentBook& operator=(const IncidentBook&) = delete;

  // The alert's severity has changed; `alert.severity` is -1 when it has ended. `text` words the
  // step: "page: precision 93.1% < 95% (n 412)". New entries are appended to `entries`.
  void update(const AlertNews& news, const AlertFacts& alert, const std::string& text, Instant now,
              std::vector<IncidentEntry>& entries);

  // When the next incident ends, if nothing fires in it until then.
  std::optional<Instant> next_due() const;
  // Ends what is due at or before `now`.
  void close_due(Instant now, std::vector<IncidentEntry>& entries);

  // The incident that the alert's present episode belongs to; empty when none.
  std::string incident_of(const AlertRef& ref) const;

  // A line about an open incident as a whole; nothing when it is not open.
  std::optional<IncidentEntry> note(const std::string& incident, IncidentEntry::Kind kind,
                                    const std::string& text, Instant now) const;
  // What fires in an open incident.
  std::vector<AlertRef> firing_in(const std::string& incident) const;
  // The open incidents in which something fires that `is_meant`.
  std::set<std::string> firing(const std::function<bool(const AlertRef&)>& is_meant) const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  struct Member {
    AlertId id;
    std::uint64_t episode = 0;
    bool is_firing = false;
    int severity = -1;
  };
  struct Open {
    std::string id;
    std::string title;
    int highest = -1;
    std::vector<Instant> marks;  // starts and ends that others may join, newest last
    Instant last_end = kBeginning;
    std::map<AlertRef, Member> members;
    bool is_firing() const;
  };
  // An alert below the opening severity that fires and belongs to no incident yet.
  struct Loose {
    std::string group;
    Instant since{};
    Member member;
    std::string text;
  };

  void mark(Open& incident, Instant now) const;
  std::string group_of(const AlertFacts& alert) const;
  const Open* find(const std::string& incident) const;
  Open* find(const AlertNews& news, const std::string& group, Instant now);
  Open& open(const AlertNews& news, const AlertFacts& alert, const std::string& group, Instant now);
  void join(Open& incident, IncidentEntry::Kind kind, const AlertRef& ref, const Member& member,
            const std::string& text, Instant now, std::vector<IncidentEntry>& entries);
  void leave(Open& incident, const AlertRef& ref, const Member& member, const std::string& text,
             Instant now, std::vector<IncidentEntry>& entries);
  void go_on(Open& incident, const AlertRef& ref, const Member& member, const std::string& text,
             Instant now, std::vector<IncidentEntry>& entries);
  void gather_loose(Open& incident, const std::string& group, Instant now,
                    std::vector<IncidentEntry>& entries);
  static Member whole(const Open& incident);
  IncidentEntry entry(const Open& incident, IncidentEntry::Kind kind, const Member& member,
                      const std::string& text, Instant now) const;

  static void save_member(Encoder& out, const AlertRef& ref, const Member& member);
  static std::pair<AlertRef, Member> load_member(Decoder& in);

  const dsl::Plan& plan_;
  Open* of(const AlertRef& ref) const;
  void put(Open& incident, const AlertRef& ref, Member member);

  std::multimap<std::string, Open> open_;  // by group
  std::map<AlertRef, Open*> of_;           // of every member
  std::map<AlertRef, Loose> loose_;
};

}  // namespace tocsin::engine
