// Measures under a plan of its own.
#pragma once

#include "engine/inner_plan.hpp"
#include "engine/measurement.hpp"

#include <memory>
#include <string>
#include <utility>

namespace tocsin::engine {

class OwnMeasurement : public Measurement {
 public:
  OwnMeasurement(OwnPlan plan, Stream& stream, Instant start)
      : plan_(std::move(plan)), inner_(make_measurement(*plan_, stream, start)) {}

  MonitorSamples sample(Instant tick) override { return inner_->sample(tick); }
  void hold(const std::string& segment, bool is_active) override {
    inner_->hold(segment, is_active);
  }
  void retire(const std::string& segment) override { inner_->retire(segment); }
  void leave_out(Instant from, Instant to) override { inner_->leave_out(from, to); }
  void save(Encoder& out) const override { inner_->save(out); }
  void load(Decoder& in) override { inner_->load(in); }

 protected:
  const dsl::MonitorPlan& plan() const { return *plan_; }

 private:
  OwnPlan plan_;
  std::unique_ptr<Measurement> inner_;
};

}  // namespace tocsin::engine
