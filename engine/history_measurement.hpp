// A measure against its own past: `zscore(mean(fare), past: 28d)`.
#pragma once

#include "engine/inner_plan.hpp"
#include "engine/measurement.hpp"
#include "engine/past_readings.hpp"
#include "evaluators/past.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::engine {

class HistoryMeasurement final : public Measurement {
 public:
  // `monitor`, `call` and `stream` outlive it.
  HistoryMeasurement(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call,
                     Stream& stream, Instant start);

  MonitorSamples sample(Instant tick) override;
  void hold(const std::string& segment, bool is_active) override;
  void retire(const std::string& segment) override;
  void leave_out(Instant from, Instant to) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  void read_between(Instant tick);
  bool was_seen_in_full(const Sample& sample) const;
  void take(const MemberSample& member, Instant tick);
  void compare(const MemberSample& member, Instant tick, Sample& sample);
  bool is_left_out(Instant tick) const;
  void forget(Instant tick, std::size_t members);

  const evaluators::PastMeasure& measure_;
  Instant start_;
  OwnPlan plan_;  // of the measure inside
  PastSteps steps_;
  Duration before_window_;  // how far before its window the measure inside looks
  std::unique_ptr<Measurement> inner_;
  std::map<std::string, std::unique_ptr<PastReadings>> past_;  // by segment
  std::vector<std::pair<Instant, Instant>> left_out_;          // ticks whose readings are no past
  // Of the reading that is being compared.
  std::vector<PastReading> found_;
  std::vector<double> values_, ages_;
};

}  // namespace tocsin::engine
