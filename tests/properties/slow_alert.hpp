// The rung machine and the gaps of an alert, straight from the tables of the language reference.
#pragma once

#include "tests/properties/slow_world.hpp"

#include <deque>

namespace tocsin::test::slow {

enum class Kind : std::uint8_t { value, empty, few };

struct Seen {
  Kind kind = Kind::empty;
  double value = 0;
  Instant last_event = kBeginning;  // of those that counted
  bool is_sample = true;            // false between two chunks
};

class Alert {
 public:
  // `known`: the first tick at which the engine knew the segment.
  Alert(const Monitor& monitor, std::vector<Rung> rungs, Instant known, Instant warm_until)
      : monitor_(&monitor), rungs_(std::move(rungs)), known_(known), warm_until_(warm_until) {
    states_.resize(rungs_.size());
  }

  // `acts`: whether `no data` may begin now.
  void take(const Seen& seen, bool acts, Instant now);

  int severity() const { return top_.first; }
  const std::string& reason() const { return top_.second; }
  bool is_pending() const;
  bool is_warming_up(Instant now) const { return !last_value_ && now < warm_until_; }
  Instant last_change() const { return last_change_; }

 private:
  enum class Phase : std::uint8_t { idle, pending, firing, clearing };
  struct State {
    Phase phase = Phase::idle;
    Instant since{};
    std::deque<bool> held;
  };

  void take_value(double value, Instant now);
  void step(State& state, const Rung& rung, double value, Instant now);
  void take_gap(const Seen& seen, bool acts, Instant now);
  std::vector<Phase> phases() const;

  const Monitor* monitor_;
  std::vector<Rung> rungs_;
  Instant known_, warm_until_;
  std::vector<State> states_;
  bool no_data_ = false, too_few_ = false;
  std::optional<Instant> last_tick_, last_value_;
  Instant last_event_ = kBeginning;
  Instant last_change_{};
  std::pair<int, std::string> top_{-1, ""};
};

}  // namespace tocsin::test::slow
