// A measure across the members of a field: `spread(precision, by: is_customer)`.
#pragma once

#include "engine/own_measurement.hpp"

#include <map>
#include <memory>
#include <string>

namespace tocsin::engine {

class AcrossMeasurement final : public Measurement {
 public:
  // `monitor`, `call` and `stream` outlive it.
  AcrossMeasurement(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call, Stream& stream,
                    Instant start);

  MonitorSamples sample(Instant tick) override;
  void hold(const std::string& segment, bool is_active) override;
  void retire(const std::string& segment) override;
  void leave_out(Instant from, Instant to) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  // Of the members within one segment of the monitor.
  struct Range {
    double low = 0, high = 0;
    std::size_t members = 0;

    void add(double value);
  };
  using Ranges = std::map<std::string, Range>;  // by segment

  void collect(const MonitorSamples& members, bool is_overall, Ranges& ranges) const;
  void measure(const Range& range, Sample& sample) const;

  std::string field_;                        // whose values the members are
  OwnMeasurement whole_;                     // M of each segment: who there is, and how many events
  OwnMeasurement within_;                    // of each member of each segment
  std::unique_ptr<OwnMeasurement> overall_;  // of each member; null where `within_` is just that
};

}  // namespace tocsin::engine
