// Measures rows that stand side by side: those of a chunk, or of a batch.
#pragma once

#include "engine/measurement.hpp"
#include "engine/rows.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace tocsin::engine {

class GatheredMeasurement : public RowMeasurement {
 protected:
  GatheredMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start);

  struct Rows {
    evaluators::Block& block;
    std::span<const RowRef> refs;           // one a row of the block
    const std::vector<std::uint32_t>& own;  // rows of the block that are the segment's
    const Segment& segment;
    Instant tick;
    Instant last_event;            // of the segment
    std::uint64_t unreadable = 0;  // rows that would be the segment's and could not be read
  };

  // Without the interval that was judged.
  Sample sample_of(const Rows& rows);

 private:
  void keep_past(const dsl::AggregateCall& call, const dsl::ReferencePlan& reference);
  Interval past_of(const dsl::ReferencePlan& reference, Instant tick) const;
  std::unique_ptr<evaluators::Aggregate> aggregate_of(const dsl::AggregateCall& call,
                                                      const Rows& rows) const;
  Part part_of(const dsl::AggregateCall& call, const Rows& rows);
  void add_realised(const dsl::AggregateCall& call, const Rows& rows,
                    std::span<const std::uint32_t> judged, evaluators::Aggregate& into) const;
  void make_value(const dsl::AggregateCall& call, const Rows& rows,
                  std::span<const std::uint32_t> judged, Part& part);
  std::uint64_t hits(const dsl::AggregateCall& call, const Rows& rows,
                     std::span<const std::uint32_t> counted) const;
  evaluators::Value own_answer(const dsl::AggregateCall& call, const Rows& rows,
                               std::span<const std::uint32_t> counted, const Part& part,
                               double level) const;
};

}  // namespace tocsin::engine
