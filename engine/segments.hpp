// Which segments of a monitor are judged at a tick: named ones, the top N, `other` and `overall`.
#pragma once

#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/members.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tocsin::engine {

// One judged segment and the members of the index whose rows it takes.
struct Segment {
  std::string text;
  Labels labels;
  bool named = false;
  std::vector<MemberId> members;
};

// The labels of the segments that the rules name, first field slowest, `overall` last; none of a
// `by` with a field whose members are met in the data. Without labels: `overall`, or no `by`.
std::vector<Labels> named_segments(const dsl::ByPlan& by);

class Segments {
 public:
  // At most so many members of a monitor that the rules do not name; the newest join `other`.
  static constexpr std::size_t kMostMembers = 10'000;

  // `index` is null for a monitor without `by`. Named members are interned here.
  Segments(const dsl::MonitorPlan& monitor, MemberIndex* index, Instant start,
           std::size_t most_members = kMostMembers);

  // In a fixed order: named ones, others by first appearance, `other`, overall. Valid until the
  // next call.
  const std::vector<Segment>& at(Instant tick);
  // The number of the segment, as at() gave it last, that takes the rows of this member.
  std::size_t place_of(MemberId member) const;
  static constexpr std::size_t kNoPlace = ~std::size_t{0};
  // Members beyond the limit, at the last tick.
  std::size_t beyond_limit() const { return beyond_limit_; }

  // A segment whose alert is not at rest keeps its place in `top N`.
  void hold(const std::string& segment, bool is_active);
  // Gone until its next event.
  void retire(const std::string& segment);

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  bool has_come(MemberId id) const;
  std::vector<MemberId> candidates();
  std::vector<MemberId> placed(Instant tick);
  void rank(Instant day, std::vector<MemberId> members);
  bool is_settled(Instant tick) const;
  void build(Instant tick);
  void add(Segment segment);
  void add_other();

  const dsl::MonitorPlan& monitor_;
  MemberIndex* index_;
  std::size_t most_members_;
  std::vector<MemberId> named_;    // in the order of the rules
  bool is_open_ = false;           // members outside the named ones are segments of their own
  std::vector<MemberId> ranking_;  // of the last midnight, most events first
  std::vector<MemberId> places_;   // who has a place in `top N`
  Instant ranked_;                 // that midnight
  std::set<std::string> held_;
  std::map<MemberId, Instant> retired_;  // gone until an event later than this

  // What at() answered last, and what it went by.
  std::vector<Segment> segments_;
  std::vector<std::size_t> place_by_member_;
  std::size_t beyond_limit_ = 0;
  std::size_t met_ = 0;
  bool is_stale_ = true;
};

}  // namespace tocsin::engine
