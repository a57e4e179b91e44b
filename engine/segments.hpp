// Which segments of a monitor are judged at a tick: named ones, the top N, `other` and `overall`.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/members.hpp"

namespace tocsin::engine {

// One judged segment and the members of the index whose rows it takes.
struct Segment {
  std::string text;
  Labels labels;
  bool named = false;
  bool is_other = false;
  std::vector<MemberId> members;
};

class Segments {
 public:
  // `index` is null for a monitor without `by`. Named members are interned here.
  Segments(const dsl::MonitorPlan& monitor, MemberIndex* index, Instant start);

  // In a fixed order: named ones, others by first appearance, `other`, overall.
  std::vector<Segment> at(Instant tick);

  void hold(const std::string& segment, bool is_active);
  void retire(const std::string& segment);

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  bool has_come(MemberId id) const;
  std::vector<MemberId> candidates() const;
  std::vector<MemberId> chosen(Instant tick);
  void rank(Instant day, const std::vector<MemberId>& from);
  Segment segment_of(MemberId id) const;
  Segment other(const std::vector<MemberId>& shown) const;

  const dsl::MonitorPlan& monitor_;
  MemberIndex* index_;
  std::vector<MemberId> named_;      // in the order of the rules
  bool is_open_ = false;             // members outside the named ones are segments of their own
  std::vector<MemberId> top_;        // who has a place in `top N`
  Instant ranked_;                   // the midnight of the last ranking
  std::set<std::string> held_;
  std::map<MemberId, Instant> retired_;  // gone until an event later than this
};

}  // namespace tocsin::engine
