// `by column of [income, age]`: one measurement a field, each of them a segment of the monitor.
#pragma once

#include "engine/measurement.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::engine {

class ColumnMeasurement final : public Measurement {
 public:
  // `monitor` and `stream` outlive it.
  ColumnMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start);

  MonitorSamples sample(Instant tick) override;
  void hold(const std::string& segment, bool is_active) override;
  void retire(const std::string& segment) override;
  void leave_out(Instant from, Instant to) override;
  void save(Encoder& out) const override;
  void load(Decoder& in) override;

 private:
  struct Part {
    std::string column;
    std::unique_ptr<const dsl::MonitorPlan> plan;  // without `column`, measuring this field
    std::unique_ptr<Measurement> measurement;
  };
  // A segment of the monitor: the number of its part, and its text there.
  using Own = std::pair<std::size_t, std::string>;

  MemberSample renamed(std::size_t part, MemberSample sample);

  std::size_t place_;  // of `column` among the fields of `by`
  std::vector<Part> parts_;
  std::map<std::string, Own> own_;  // by the monitor's text, of all that were sampled
};

}  // namespace tocsin::engine
