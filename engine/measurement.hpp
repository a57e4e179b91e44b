// Takes the samples of one monitor: finds the rows of each segment's window, evaluates the measure,
// and says what there is to say when there is no value.
#pragma once

#include "dsl/plan.hpp"
#include "engine/judge.hpp"
#include "engine/sampler.hpp"
#include "engine/schedule.hpp"
#include "engine/segments.hpp"
#include "engine/stream.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::engine {

class Measurement {
 public:
  virtual ~Measurement() = default;

  virtual MonitorSamples sample(Instant tick) = 0;
  // As Sampler has them.
  virtual void hold(const std::string& segment, bool is_active) = 0;
  virtual void retire(const std::string& segment) = 0;
  virtual void leave_out(Instant /*from*/, Instant /*to*/) {}
  virtual void save(Encoder& out) const = 0;
  virtual void load(Decoder& in) = 0;
};

// Measures the rows of a stream.
class RowMeasurement : public Measurement {
 public:
  // `stream` and `monitor` outlive it.
  RowMeasurement(const dsl::MonitorPlan& monitor, Stream& stream, Instant start)
      : monitor_(monitor),
        stream_(stream),
        start_(start),
        shift_(shift_of(monitor, stream.model())),
        index_(stream.index(monitor.by)),
        segments_(monitor, stream.member_index(index_), start),
        judge_(monitor) {}

  void hold(const std::string& segment, bool is_active) override {
    segments_.hold(segment, is_active);
  }
  void retire(const std::string& segment) override { segments_.retire(segment); }
  void save(Encoder& out) const override { segments_.save(out); }
  void load(Decoder& in) override { segments_.load(in); }

 protected:
  bool is_on_arrival() const { return monitor_.window.labels == dsl::LabelMode::on_arrival; }
  // What closes the window: the last event, or the last arrival of a label. kForever: not yet
  // known.
  Instant end_of_stream() const {
    return is_on_arrival() ? stream_.end_of_labels() : stream_.end_of_events();
  }
  // How long after their event, beside the window, labels are looked out for. `on arrival` takes
  // late ones too, up to one horizon late: predictions cannot wait for ever.
  Duration label_reach() const {
    const Duration horizon = stream_.model().schema.horizon;
    return (is_on_arrival() ? horizon : shift_) + horizon;
  }
  const std::vector<Segment>& segments_at(Instant tick);
  // What a call `on: R` shows of a segment: the same at every tick.
  const Part& part_of_reference(const dsl::AggregateCall& call, const Segment& segment);
  // Of event time: after `from`, up to `to`.
  struct Interval {
    Instant from, to;
  };
  RollingRows::Span& span_of(const Interval& interval, Instant tick) {
    return stream_.past(interval.from, interval.to, tick);
  }
  // Rows of a segment that count, of a label measure those with a label.
  std::vector<std::uint32_t> known_rows(RollingRows::Span& span, const dsl::AggregateCall& call,
                                        const Segment& segment, Instant tick);
  // Why a rolling reference says nothing; empty when it has enough of its span: half, from its
  // first event on.
  std::string lack_of_past(const dsl::ReferencePlan& reference, const Interval& past, Instant tick);
  // What a call `on: R` shows of a rolling one.
  Part part_of_past(const dsl::AggregateCall& call, const dsl::ReferencePlan& reference,
                    const Interval& past, const Segment& segment, Instant tick);
  // Members of `other` that come and go have references of their own, which cannot be put together.
  bool can_judge(const Segment& segment) const;

  const dsl::MonitorPlan& monitor_;
  Stream& stream_;
  Instant start_;
  Duration shift_;  // how far the end of the window lies behind the tick
  std::size_t index_;
  Segments segments_;
  Judge judge_;

 private:
  std::map<std::pair<const dsl::AggregateCall*, std::string>, Part> of_references_;  // by segment
};

// What a measure that looks at whole rows counts of them, before any aggregate could: `malformed`
// without a field, `late`.
Hit intake_of(const dsl::AggregateCall& call);
// It looks at events of the window; the others count what arrives, labelled or not.
bool counts_events(const dsl::AggregateCall& call);
// Its value comes from an aggregate; the engine itself answers the others.
bool makes_aggregates(const dsl::AggregateCall& call);
// An aggregate's count as a rate; unknown over no time at all.
evaluators::Value per_second(evaluators::Value count, Duration time);
// What `silence` measures at a tick: since the last event, or since the start.
evaluators::Value time_since(Instant last_event, Instant tick, Instant start);

// Registers what the monitor needs with the stream. Of a monitor whose measure is its own: a raw
// query is asked elsewhere (engine/raw_measurement.hpp).
std::unique_ptr<Measurement> make_measurement(const dsl::MonitorPlan& monitor, Stream& stream,
                                              Instant start);

}  // namespace tocsin::engine
