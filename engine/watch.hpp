// One monitor at work: keeps an alert for each of its segments and moves them on, tick by tick.
#pragma once

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "engine/alert.hpp"
#include "engine/sampler.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::engine {

// An alert with what was last seen of its segment.
struct Member {
  Labels labels;
  bool named = false;
  Instant known{};         // the first tick at which the segment was there
  Instant last_filled{};   // the last tick with an event of its own in the window
  Instant last_sampled{};  // the last tick at which it had a place
  AlertState state;
  Sample last;
};

// What one tick did to one alert.
struct AlertStep {
  std::string segment;
  AlertState before;
  AlertState after;
  Step step;
  Sample sample;
  Labels labels;
};

class Watch {
 public:
  Watch(const dsl::Plan& plan, std::size_t monitor, Instant start);

  // Takes the samples of one tick. Appends a reading a sample, and a step for every alert whose
  // severity or reason changed. Segments that lost their place in `top N` are forgotten.
  void judge(const MonitorSamples& samples, Instant now, std::vector<Reading>& readings,
             std::vector<AlertStep>& steps);

  // Segments only met in the data, without an event and without a change for a day. They are
  // forgotten here; what fired ends with the reason "segment retired".
  std::vector<std::string> retire(Instant now, std::vector<AlertStep>& steps);

  const std::map<std::string, Member>& members() const { return members_; }
  // As it was last seen; null when it has neither been sampled lately nor ever fired.
  const Member* find(const std::string& segment) const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  using Members = std::map<std::string, Member>;

  bool is_silent(const MemberSample& sample, Instant now) const;
  Member& member_of(const MemberSample& sample, Instant now);
  void take(const MemberSample& sample, bool all_silent, Instant now,
            std::vector<Reading>& readings, std::vector<AlertStep>& steps);
  void judge_silence(const MonitorSamples& samples, bool all_silent, Instant now,
                     std::vector<AlertStep>& steps);
  void move(const std::string& segment, Member& member, const dsl::MonitorPlan& plan,
            const Sample& sample, const TickContext& context, std::vector<AlertStep>& steps);
  void forget_unplaced(Instant now, std::vector<AlertStep>& steps);
  Members::iterator forget(Members::iterator at, std::vector<AlertStep>& steps);

  const dsl::MonitorPlan& plan_;
  std::size_t monitor_;
  Instant start_;
  Instant warm_until_;
  Members members_;
  // Forgotten segments that have fired: the last message may still speak of them, and when they
  // come back their episodes go on counting.
  Members gone_;
  // `overall` of a monitor that did not ask for it: exists to tell once that every segment is
  // empty.
  std::optional<dsl::MonitorPlan> silence_plan_;
  Member silence_;
};

}  // namespace tocsin::engine
