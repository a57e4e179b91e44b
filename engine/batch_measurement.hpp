// Windows of what was delivered together: `over each batch`.
#pragma once

#include "engine/deliveries.hpp"
#include "engine/gathered_measurement.hpp"

#include <vector>

namespace tocsin::engine {

class BatchMeasurement final : public GatheredMeasurement {
 public:
  BatchMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start);
  // One sample a segment and batch, batches in the order in which they ended.
  MonitorSamples sample(Instant tick) override;

 private:
  using RowNumbers = std::vector<std::uint32_t>;

  std::vector<RowNumbers> rows_by_place(evaluators::Block& block, std::size_t places);
  void add_batch(Deliveries::Whole& batch, const std::vector<Segment>& segments, Instant tick,
                 MonitorSamples& samples);

  Deliveries& deliveries_;
  std::size_t reader_;
};

}  // namespace tocsin::engine
