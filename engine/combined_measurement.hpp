// A measure put together from others that are not of rows: `max(zscore(...), zscore(...))`.
#pragma once

#include "engine/inner_plan.hpp"
#include "engine/measurement.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tocsin::engine {

class CombinedMeasurement final : public Measurement {
 public:
  // `monitor` and `stream` outlive it.
  CombinedMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start);

  MonitorSamples sample(Instant tick) override;
  void hold(const std::string& segment, bool is_active) override;
  void retire(const std::string& segment) override;
  void leave_out(Instant from, Instant to) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  OwnPlan plan_;
  Judge judge_;
  std::vector<std::unique_ptr<Measurement>> parts_;  // one an aggregate of the measure
};

// Of a monitor for which is_derived() holds.
std::unique_ptr<Measurement> make_derived(const dsl::MonitorPlan& monitor, Stream& stream,
                                          Instant start);

}  // namespace tocsin::engine
