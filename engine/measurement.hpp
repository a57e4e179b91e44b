// Takes the samples of one monitor: asks its stores for the window, evaluates the measure, and says
// what there is to say when there is no value.
#pragma once

#include <string>
#include <vector>

#include "base/reading.hpp"
#include "dsl/plan.hpp"
#include "engine/sampler.hpp"
#include "engine/segments.hpp"
#include "engine/stream.hpp"
#include "evaluators/aggregate.hpp"

namespace tocsin::engine {

class Measurement {
 public:
  // Registers its needs with the stream. Both outlive it.
  Measurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start);

  std::vector<MemberSample> sample(Instant tick);
  Segments& segments() { return segments_; }
  const Segments& segments() const { return segments_; }

 private:
  // Where the rows of one aggregate of the measure are found.
  struct Source {
    const dsl::AggregateCall* call = nullptr;
    PaneStore* values = nullptr;  // null for windows of N events
    PaneStore* events = nullptr;  // of a label measure: all events, labelled or not; null: only labelled ones count
    bool labels_only = false;     // the measure sees labelled events
  };
  // What one aggregate shows of one segment.
  struct Part {
    evaluators::Value value;
    bool is_empty = false;
    std::uint64_t n = 0, labels = 0, positives = 0;
    Instant last_event = kBeginning;
  };

  PaneGrid grid(bool by_arrival) const;
  Source source_of(const dsl::AggregateCall& call);
  bool is_over(Instant to) const;
  Part part_of(const Source& source, const Segment& segment, Instant tick) const;
  Part chunk_part(const Source& source, const Chunk& chunk, Instant tick) const;
  evaluators::Value answer(const Source& source, const Cell& cell, const Part& part, Instant tick) const;
  evaluators::Value scaled(const dsl::AggregateCall& call, evaluators::Value value) const;
  Sample judge(const std::vector<Part>& parts) const;
  bool meets_needs(Sample& sample) const;
  std::vector<MemberSample> sample_panes(Instant tick);
  std::vector<MemberSample> sample_chunks(Instant tick);
  MemberSample member_sample(const Segment& segment, Sample sample) const;

  const dsl::MonitorPlan& monitor_;
  Stream& stream_;
  Instant start_;
  std::vector<std::size_t> by_;
  Segments segments_;
  std::vector<Source> sources_;
  Chunks* chunks_ = nullptr;
  std::string needs_events_, needs_labels_, needs_positives_, needs_labelled_;  // reasons
};

}  // namespace tocsin::engine
