// The rows of one model on their way into panes and chunks: order of arrival, the engine's own
// category codes, the label join, and every store that wants rows.
#pragma once

#include "base/batch.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/chunks.hpp"
#include "engine/codes.hpp"
#include "engine/deliveries.hpp"
#include "engine/label_join.hpp"
#include "engine/label_tally.hpp"
#include "engine/members.hpp"
#include "engine/reference_rows.hpp"
#include "engine/rolling_rows.hpp"
#include "engine/sampler.hpp"
#include "engine/stores.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace tocsin::engine {

class Stream {
 public:
  Stream(const dsl::ModelPlan& model, std::vector<Batch> references, Instant start);

  // Before the first row: what the monitors need.
  // The number of the member index of these fields; kNoIndex without `by`.
  std::size_t index(const dsl::ByPlan& by);
  MemberIndex* member_index(std::size_t index) {
    return index == kNoIndex ? nullptr : &indexes_[index];
  }
  PaneStore& store(const StoreSpec& spec);
  // `window` counts events.
  Chunks& chunks(const dsl::AggregateCall& call, const dsl::WindowPlan& window, std::size_t index);
  // Files and POSTs, for who judges them one by one.
  Deliveries& deliveries() { return deliveries_; }
  // The rows that were, for a call that compares with them; `reach` and `live` as RollingRows has
  // them.
  void keep_past(const dsl::AggregateCall& call, std::size_t index, Duration reach, Duration live);
  RollingRows::Span& past(Instant from, Instant to, Instant tick) {
    return rolling_.span(from, to, tick, needed_);
  }
  // These fields are read when a row has been kept for its label or its chunk.
  void need(const dsl::AggregateCall& call, std::size_t index);
  void keep_labels(Duration keep) { keep_ = std::max(keep_, keep); }
  void begin();  // all needs are known

  // The empty aggregate of a call for one member, with its reference's rows of the same segment.
  std::unique_ptr<evaluators::Aggregate> make(const dsl::AggregateCall& call, MemberIndex* index,
                                              MemberId member);
  // The same, compared with these rows.
  std::unique_ptr<evaluators::Aggregate> make_against(const dsl::AggregateCall& call,
                                                      RollingRows::Span& past, MemberIndex* index,
                                                      MemberId member);
  // That of a call `on: R`: over the rows of R, of the same segment, instead of a window.
  std::unique_ptr<evaluators::Aggregate> make_on_reference(const dsl::AggregateCall& call,
                                                           MemberIndex* index, MemberId member);

  // All rows of a reference.
  evaluators::Block& reference(std::size_t number) { return references_.block(number); }

  void ingest(Batch rows);
  void ingest(LabelBatch labels);
  void pass_over(std::span<const Hash128> keys) { join_->pass_over(keys); }
  void close() { is_closed_ = true; }
  // Takes in everything with an arrival <= now.
  void absorb(Instant now);

  const dsl::ModelPlan& model() const { return model_; }
  StreamCounts& counts() { return counts_; }
  const StreamCounts& counts() const { return counts_; }
  // The event time of the latest event taken in.
  Instant last_event() const { return last_event_; }
  // Nothing later than this will be taken in: the stream was closed and has been absorbed.
  // kForever: who knows.
  Instant end_of_events() const;
  Instant end_of_labels() const;
  const std::vector<bool>& needed() const { return needed_; }

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  using RowNumbers = std::vector<std::uint32_t>;
  struct Chunked {
    Chunks chunks;
    std::size_t index;
    bool by_label_arrival;
  };
  struct Pending {
    std::shared_ptr<Batch> batch;
    std::size_t next = 0;
  };
  struct PendingLabels {
    std::shared_ptr<const LabelBatch> batch;
    std::size_t next = 0;
  };
  // A run of rows of one batch that is being taken in.
  struct Intake {
    const std::shared_ptr<Batch>& batch;
    std::size_t begin;
    std::uint64_t first_number;  // of row `begin`, in order of arrival
    evaluators::Block block;
    RowNumbers rows;  // those that count, from `begin` on
    std::vector<std::vector<MemberId>> members;

    RowRef ref(std::uint32_t row) const { return {batch, static_cast<std::uint32_t>(begin + row)}; }
    std::uint64_t number(std::uint32_t row) const { return first_number + row; }
  };

  std::vector<bool> read_by(const dsl::AggregateCall& call, std::size_t index) const;
  void adopt(Batch& batch);
  bool waits_for_labels() const { return !model_.schema.label_fields.empty(); }
  std::vector<std::vector<MemberId>> members_of(evaluators::Block& block, const RowNumbers& rows);
  void absorb_events(Instant now);
  void absorb_unreadable(Instant now);
  void absorb_labels(Instant now);
  RowNumbers accept(const Batch& batch, std::size_t begin, std::size_t end);
  void take_events(const std::shared_ptr<Batch>& batch, std::size_t begin, std::size_t end);
  void count(Intake& intake);
  void feed_chunks(Intake& intake);
  void note_ends(const std::vector<Delivery>& delivered);
  void hold_deliveries(const Intake& intake);
  void end_deliveries(Instant now);
  void hold_past(const Intake& intake);
  void join_rows(Intake& intake);
  void feed_labelled(Intake& intake, const RowNumbers& rows);
  void take_labelled(const std::vector<KnownLabel>& known);
  Instant oldest_held() const;

  const dsl::ModelPlan& model_;
  Instant start_;
  Codes codes_;
  ReferenceRows references_;
  Stores::Indexes indexes_;
  Stores stores_;
  // Empty aggregates of calls with a reference, by call, index and member: it is summarised once.
  std::map<std::tuple<std::string, MemberIndex*, MemberId>, std::unique_ptr<evaluators::Aggregate>>
      summarised_;
  std::deque<Chunked> chunked_;
  std::vector<bool> needed_;
  Duration keep_{0};
  StreamCounts counts_;
  LabelTally tally_{counts_};
  std::unique_ptr<LabelJoin> join_;
  Deliveries deliveries_;
  RollingRows rolling_;
  bool past_waits_for_labels_ = false;
  std::deque<Pending> pending_;
  std::deque<PendingLabels> pending_labels_;
  std::deque<Delivery> ends_;       // of deliveries, by time: not reached yet
  std::deque<Instant> unreadable_;  // arrivals of rows that could not be read
  Instant last_event_ = kBeginning;
  bool is_closed_ = false;
};

}  // namespace tocsin::engine
