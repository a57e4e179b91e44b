// Which segments a monitor has at a tick, and which rows are theirs.
#pragma once

#include "tests/properties/slow_labels.hpp"

#include <map>
#include <set>

namespace tocsin::test::slow {

struct Segment {
  std::string text;
  bool named = false;
  std::set<std::string> members;  // as member_of() calls them; empty: all rows
};

// The member of a row, such as "platform=a"; empty where a value is not there.
std::string member_of(const Monitor& monitor, const Row& row);
// The same of all rows.
std::vector<std::string> members_of(const Monitor& monitor, const std::vector<Joined>& rows);

class Segments {
 public:
  Segments(const Monitor& monitor, const std::vector<Joined>& rows, Instant start);

  // Rows that arrived up to `now` make members. `held`: segments whose alert is not at rest.
  std::vector<Segment> at(Instant now, const std::set<std::string>& held);
  // Gone until an event later than any so far.
  void retire(const Segment& segment, Instant now);

 private:
  Instant last_event(const std::string& member, Instant now) const;
  bool has_come(const std::string& member, Instant now) const;
  std::vector<std::string> met(Instant now) const;
  std::vector<std::string> placed(Instant now, const std::set<std::string>& held);

  const Monitor& monitor_;
  const std::vector<Joined>& rows_;
  std::vector<std::string> members_;  // of the rows
  std::vector<std::string> named_;
  std::map<std::string, Instant> retired_;
  Instant ranked_;
  std::vector<std::string> ranking_, places_;
};

}  // namespace tocsin::test::slow
