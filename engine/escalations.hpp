// Who is told when nobody answers: the clocks of `escalate to NAME after D`, one a route in each
// incident, and the channels that have joined (LANGUAGE 8.7). Pure.
#pragma once

#include "engine/receivers.hpp"
#include "engine/router.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::engine {

class Escalations {
 public:
  explicit Escalations(const dsl::Plan& plan);

  // The alert fires, in this incident (empty: in none). Its clocks run while it waits: nobody has
  // answered it, and nothing holds it back.
  void follow(const AlertRef& ref, const std::string& incident, const AlertFacts& alert, bool waits,
              Instant now);
  // It has ended.
  void forget(const AlertRef& ref);

  // The channels that an alert has come to beside those of its routes.
  void add_to(ChannelDeliveries& deliveries, const AlertRef& ref, const AlertFacts& alert) const;

  // A channel was told that it fires: that starts the clocks of the routes that brought it there.
  void told(const AlertRef& ref, std::size_t channel, Instant at);

  std::optional<Instant> next_due() const;
  struct Step {
    std::string incident;
    std::size_t channel = 0;
    Duration after{0};
    std::set<AlertRef> alerts;  // that the channel gets now
  };
  // The steps due at or before `now`, by incident.
  std::vector<Step> take_due(Instant now);

  // One `escalate to NAME after D` along which an alert goes.
  struct Ahead {
    std::size_t channel = 0;
    Duration after{0};
    bool is_done = false;       // the channel has joined
    bool waits = false;         // the clock may run: nobody answered, and nothing holds it back
    std::optional<Instant> at;  // when the channel joins; nothing: not yet known, or never
  };
  // By route and step.
  std::vector<Ahead> steps_of(const AlertRef& ref) const;

  // The incident was answered or is over: what comes in it later starts clocks of its own.
  void stop(const std::string& incident);

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  struct Clock {
    std::optional<Instant> since;  // the first message of the route about the incident
    std::size_t done = 0;          // steps
    std::set<AlertRef> waiting;
  };
  struct Alert {
    std::string incident;
    bool waits = false;
    std::set<std::size_t> routes;                          // with steps, that it matches
    std::set<std::size_t> told;                            // routes that have told of this episode
    std::set<std::pair<std::size_t, std::size_t>> joined;  // (route, channel)
  };
  using Key = std::pair<std::string, std::size_t>;  // incident, route

  void leave(const AlertRef& ref, const Alert& alert, bool waits);
  void enter(const AlertRef& ref, Alert& alert, Instant now);
  std::optional<Instant> due(const Key& key, const Clock& clock) const;

  const dsl::Plan& plan_;
  bool has_steps_ = false;  // any route of the plan
  std::map<Key, Clock> clocks_;
  std::map<AlertRef, Alert> alerts_;
};

}  // namespace tocsin::engine
