// A measure against what it was: `change(count, 1d)`.
#pragma once

#include "engine/own_measurement.hpp"

namespace tocsin::engine {

class ChangeMeasurement final : public OwnMeasurement {
 public:
  ChangeMeasurement(const dsl::MonitorPlan& monitor, const dsl::AggregateCall& call, Stream& stream,
                    Instant start)
      : OwnMeasurement(plan_of_change(monitor, call), stream, start),
        start_(start),
        reach_(reach_before(plan())) {}

  MonitorSamples sample(Instant tick) override;

 private:
  Instant start_;
  Duration reach_;  // how far before the present window it looks
};

}  // namespace tocsin::engine
