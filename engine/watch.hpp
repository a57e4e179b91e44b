// One monitor at work: keeps an alert for each of its segments and moves them on, tick by tick.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/alert.hpp"
#include "base/codec.hpp"
#include "engine/alert.hpp"
#include "engine/sampler.hpp"

namespace tocsin::engine {

// An alert with what was last seen of its segment.
struct Member {
  Labels labels;
  bool named = false;
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
  // severity or reason changed.
  void judge(const std::vector<MemberSample>& samples, Instant now, std::vector<Reading>& readings,
             std::vector<AlertStep>& steps);

  // Segments only met in the data, without an event and without a change for a day. They are
  // forgotten here; what fired ends with the reason "segment retired".
  std::vector<std::string> retire(Instant now, std::vector<AlertStep>& steps);

  const std::map<std::string, Member>& members() const { return members_; }
  const Member* find(const std::string& segment) const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  TickContext context(Instant now) const;
  void take(const MemberSample& sample, bool all_empty, Instant now, std::vector<Reading>& readings,
            std::vector<AlertStep>& steps);
  void judge_silence(const std::vector<MemberSample>& samples, bool all_empty, Instant now,
                     std::vector<AlertStep>& steps);
  void move(const std::string& segment, Member& member, const dsl::MonitorPlan& plan,
            const Sample& sample, const TickContext& context, std::vector<AlertStep>& steps);

  const dsl::MonitorPlan& plan_;
  std::size_t monitor_;
  Instant start_;
  Instant warm_until_;
  std::map<std::string, Member> members_;
  // `overall` of a monitor that did not ask for it: exists to tell once that every segment is empty.
  std::optional<dsl::MonitorPlan> silence_plan_;
  Member silence_;
};

}  // namespace tocsin::engine
