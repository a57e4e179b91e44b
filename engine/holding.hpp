// Who is kept from people, and why: trials, suppressions, silences and mutes, in this order. An
// alert goes on living behind all of them; here is only decided who hears of it. Pure: time comes
// in as an argument.
#pragma once

#include "base/codec.hpp"
#include "base/held_back.hpp"
#include "base/silence.hpp"
#include "dsl/plan.hpp"
#include "engine/receivers.hpp"
#include "engine/suppression.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace tocsin::engine {

class Holding {
 public:
  explicit Holding(const dsl::Plan& plan);

  // A silence made by command, heeded from the next whole minute after `now` on. One with a known
  // id takes the place of that silence, which is how one is ended.
  void silence(const Silence& silence, Instant now);

  // When the clock alone may change something for what fires: a whole minute.
  std::optional<Instant> next_due() const;

  // One tick: tick(), then update() for all that was judged, then the questions, then settle().
  void tick(Instant now);

  struct Alert {
    AlertRef ref;
    Labels labels;
    std::uint64_t episode = 0;
    int severity = -1;  // -1: it does not fire
  };
  // What an alert is at the end of the tick.
  void update(const Alert& alert);

  // Everything that holds the alert back; empty: it is told.
  std::vector<HoldCause> causes_of(const Alert& alert) const;
  // As of settle() before.
  bool was_held(const AlertRef& ref) const;
  bool is_on_trial(std::size_t monitor) const;
  // The worst alert that suppresses it; nothing where none does.
  std::optional<AlertRef> suppressor_of(const Alert& alert) const;
  // Alerts of this monitor are looked at behind those of all that hold them back.
  int depth(std::size_t monitor) const { return suppressions_.depth(monitor); }

  // Compares what holds each firing alert back with what did before, and records what began and
  // what is over. Gives the alerts of which anything did, ascending.
  std::vector<AlertRef> settle(std::vector<HeldBack>& records);

  // All that fires, and what holds it back as of settle() before.
  struct Held {
    HoldCause cause;
    Instant from{};
  };
  struct Firing {
    Alert alert;
    std::vector<Held> held;
  };
  const std::map<AlertRef, Firing>& firing() const { return firing_; }
  // Those made by command that are not over and mean this monitor.
  std::vector<const Silence*> silences_of(std::size_t monitor) const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  // A silence made by command, and whom it means in this plan.
  struct Command {
    Silence silence;
    std::set<std::size_t> monitors;
  };
  // What a mute does until the clock turns it over.
  struct Mute {
    bool covers = false;
    Instant until = kBeginning;
  };

  void add(const Silence& silence);
  AlertId id_of(const AlertRef& ref) const;
  void add_suppressions(const Alert& alert, std::vector<HoldCause>& causes) const;
  void add_silences(const Alert& alert, std::vector<HoldCause>& causes) const;
  void add_mutes(const Alert& alert, std::vector<HoldCause>& causes) const;
  HeldBack over(const Firing& firing, const Held& held) const;
  bool compare(Firing& firing, std::vector<HeldBack>& records) const;
  Instant next_edge() const;

  const dsl::Plan& plan_;
  Suppressions suppressions_;
  std::vector<std::vector<std::size_t>> silences_of_, mutes_of_;  // by monitor
  std::vector<Command> commands_;
  std::vector<Mute> mutes_;
  std::map<AlertRef, Firing> firing_;
  std::vector<Firing> ended_;  // in this tick, and had been held back
  Instant now_ = kBeginning;
  Instant due_ = kForever;
  bool is_moved_ = false;  // something may be other than at settle() before
};

}  // namespace tocsin::engine
