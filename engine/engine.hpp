// The deterministic core. Rows, labels and time go in; readings, transitions, messages and incident
// entries come out. It has no clock, no thread, no socket and no file: what happens live, in a test
// and in a dry run is this same object. Lives on one strand.
#pragma once

#include "base/batch.hpp"
#include "base/codec.hpp"
#include "base/outcome.hpp"
#include "dsl/plan.hpp"
#include "engine/answers.hpp"
#include "engine/escalations.hpp"
#include "engine/holding.hpp"
#include "engine/incident_book.hpp"
#include "engine/receivers.hpp"
#include "engine/sampler.hpp"
#include "engine/schedule.hpp"
#include "engine/watch.hpp"

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace tocsin::engine {

class Engine {
 public:
  // `start`: the first tick at which the monitors are known. `references` as in engine/sampler.hpp.
  Engine(std::shared_ptr<const dsl::Plan> plan, References references, Instant start);

  // Rows and labels in order of arrival, every one before advance() passes its arrival.
  void ingest(std::size_t model, Batch rows) { sampler_.ingest(model, std::move(rows)); }
  void ingest(std::size_t model, LabelBatch labels) { sampler_.ingest(model, std::move(labels)); }
  // Events with these keys lie before the monitors: a label of theirs is not missed an event.
  void pass_over(std::size_t model, std::span<const Hash128> keys) {
    sampler_.pass_over(model, keys);
  }
  // As Sampler has it.
  void answer(std::size_t monitor, const Labels& labels, Instant at, double value) {
    sampler_.answer(monitor, labels, at, value);
  }
  // The stream ends here, and that is not silence: nothing behind its last row is judged.
  void close(std::size_t model) { sampler_.close(model); }

  // An incident that lay between these ticks was judged to be real: from here on the readings of
  // its monitor in it count as no past of the measure (LANGUAGE 8.3). Kept with the state.
  void leave_out(std::size_t monitor, Instant from, Instant to) {
    sampler_.leave_out(monitor, from, to);
  }

  // A silence made by command, heeded from the next whole minute on and kept with the state until
  // its end. One with a known id takes the place of that silence: so it is ended early.
  void silence(const Silence& silence) { holding_.silence(silence, now_); }

  // Somebody is on it: acts when time passes its instant, behind what is judged then. It may lie in
  // the past, and then acts at once. Where nothing of an incident is open it does nothing; else the
  // outcome has an entry of its kind.
  void acknowledge(Acknowledgement acknowledgement);

  // Time passes to `to`, inclusive: every due tick is judged, every due message is made.
  Outcome advance(Instant to);

  const dsl::Plan& plan() const { return *plan_; }
  const StreamCounts& counts(std::size_t model) const { return sampler_.counts(model); }
  // The alerts of one monitor, by segment, as of the last tick.
  const Watch& watch(std::size_t monitor) const { return watches_[monitor]; }
  // What fires, and what holds it back, as of the last tick.
  const Holding& holding() const { return holding_; }
  // The id of its incident; empty when it belongs to none.
  std::string incident_of(const AlertRef& ref) const { return incidents_.incident_of(ref); }
  // The channels that have been told of the alert, or are about to be.
  std::vector<Receivers::Known> known_to(const AlertRef& ref) const {
    return receivers_.known_to(ref);
  }

  // The channels that hear of it in their digests.
  std::vector<Digests::Known> digests_of(const AlertRef& ref) const {
    return receivers_.digests_of(ref);
  }
  // The steps of its routes for when nobody answers.
  std::vector<Escalations::Ahead> escalations_of(const AlertRef& ref) const {
    return escalations_.steps_of(ref);
  }

  // The whole state, for an engine made with the same plan, references and start.
  std::string save() const;
  // False when the bytes are damaged or of another plan; the engine is unusable then.
  bool load(std::string_view bytes);

 private:
  struct Judged {
    std::size_t monitor;
    AlertStep step;
  };

  Instant next_due() const;
  void tick(Instant now, Outcome& outcome);
  void judge(std::size_t monitor, Instant now, std::vector<Reading>& readings,
             std::vector<AlertStep>& steps);
  void judge_due(Instant now, std::vector<Reading>& readings, std::vector<Judged>& changed);
  void put_in_order(std::vector<Judged>& changed) const;
  std::optional<Step> step_of_incident(const AlertStep& step, const AlertRef& ref);
  AlertNews news_of(const AlertStep& step, const AlertRef& ref, Instant now) const;
  void record(const AlertStep& step, const AlertNews& news, Instant now, Outcome& outcome);
  void say(const AlertStep& step, const Step& said, AlertNews news, Instant now);
  void tell(const Judged& judged, Instant now, Outcome& outcome);
  void tell_turned(const std::vector<Judged>& changed, Instant now, Outcome& outcome);
  bool is_dark(const dsl::MonitorPlan& monitor, const AlertState& state, Instant now) const;
  const std::vector<std::size_t>& routes_for(std::size_t monitor);
  ChannelDeliveries deliveries_of(const AlertRef& ref, const AlertFacts& facts, bool is_held,
                                  Instant now);
  void tell_anew(const AlertRef& ref, Instant now);
  std::set<std::string> incidents_meant(const Acknowledgement& said) const;
  void answer(const std::string& incident, const Acknowledgement& said, Instant now,
              Outcome& outcome);
  void take_answers(Instant now, Outcome& outcome);
  void close_incidents(Instant now, Outcome& outcome);
  void escalate(Instant now, Outcome& outcome);
  void start_clocks();
  void hold_places(std::size_t monitor);
  AlertId id_of(std::size_t monitor, const std::string& segment) const;
  AlertLine line(const AlertRef& ref) const;

  std::shared_ptr<const dsl::Plan> plan_;
  Sampler sampler_;
  Schedule schedule_;
  std::vector<Watch> watches_;
  Receivers receivers_;
  IncidentBook incidents_;
  Holding holding_;
  Answers answers_;
  Escalations escalations_;
  std::set<AlertRef> unrecorded_;  // fire on trial: no incident knows of them
  std::vector<std::optional<std::vector<std::size_t>>> routes_;  // of each monitor, once asked
  Instant now_;
};

}  // namespace tocsin::engine
