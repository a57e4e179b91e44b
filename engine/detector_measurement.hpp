// Detectors of changes at work: `drifted(p_reject, detector: adwin)`.
#pragma once

#include "engine/own_measurement.hpp"
#include "evaluators/detector.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::engine {

class DetectorMeasurement final : public RowMeasurement {
 public:
  // `monitor`, `call` and `stream` outlive it.
  DetectorMeasurement(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call,
                      Stream& stream, Instant start);

  MonitorSamples sample(Instant tick) override;
  void hold(const std::string& segment, bool is_active) override;
  void retire(const std::string& segment) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  // Of one segment.
  struct Watcher {
    std::unique_ptr<evaluators::Detector> detector;
    std::deque<Instant> signals;  // event times, rising
  };
  using Segmented = std::vector<Segment>;

  void feed(const Segmented& segments, Instant tick);
  void feed_row(const Segmented& segments, MemberId member, Instant at, double x);
  bool has_signalled(const std::string& segment, const Sample& sample);
  bool counts(evaluators::Signal signal) const;
  Watcher& watcher(const std::string& segment);

  const dsl::AggregateCall& call_;
  bool takes_warnings_;
  OwnMeasurement counted_;                   // how many values each segment has had in the window
  Instant fed_ = kBeginning;                 // rows up to here have been fed, or came too late
  std::map<std::string, Watcher> watchers_;  // by segment
};

}  // namespace tocsin::engine
