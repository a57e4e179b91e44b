// The rows of one model on their way into panes: order of arrival, the engine's own category codes,
// the label join, and every store that wants rows.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/batch.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/chunks.hpp"
#include "engine/label_join.hpp"
#include "engine/members.hpp"
#include "engine/panes.hpp"
#include "engine/sampler.hpp"

namespace tocsin::engine {

// Which rows a store is given, and by which time they find their pane.
enum class Basis : std::uint8_t { events, labelled_by_event, labelled_by_arrival };

enum class Hit : std::uint8_t { none, positive_label, malformed };

struct StoreSpec {
  const dsl::AggregateCall* call = nullptr;  // which rows: readable and `where`; null: all
  bool makes = false;                        // aggregates of the call's measure; else it only counts
  Basis basis = Basis::events;
  Hit hit = Hit::none;
  PaneGrid grid;
  std::vector<std::size_t> by;
  bool with_all = true;
};

// Rows whose label has the positive value of the call.
Bits positive_labels(evaluators::Block& block, const dsl::AggregateCall& call);

class Stream {
 public:
  Stream(const dsl::ModelPlan& model, std::vector<Batch> references);

  // Before the first row: what the monitors need. Equal specs give the same store.
  MemberIndex* index(const std::vector<std::size_t>& by);
  PaneStore& store(const StoreSpec& spec);
  Chunks& chunks(const dsl::AggregateCall& call, std::uint64_t count, const std::vector<std::size_t>& by,
                 bool with_all, bool by_label_arrival);
  // The empty aggregate of a call for one member, with its reference's rows of the same segment.
  std::unique_ptr<evaluators::Aggregate> make(const dsl::AggregateCall& call,
                                              const std::vector<std::size_t>& by, MemberId member);
  void keep_labels(Duration keep) { keep_ = std::max(keep_, keep); }
  void start();  // all needs are known

  void ingest(Batch rows);
  void ingest(LabelBatch labels);
  void close();
  void absorb(Instant now);

  const dsl::ModelPlan& model() const { return model_; }
  const StreamCounts& counts() const { return counts_; }
  Instant last_event() const { return last_event_; }
  Instant last_label() const { return join_->last_known(); }
  bool is_closed() const { return is_closed_; }
  const std::vector<bool>& needed() const { return needed_; }

  void save(Encoder& out, RowSaver& rows) const;
  void load(Decoder& in);
  // What lies outside the panes shares its batches with chunks: one loader for all of it.
  const std::vector<std::shared_ptr<Dictionary>>& dictionaries() const { return dictionaries_; }

 private:
  struct Store {
    StoreSpec spec;
    PaneStore panes;
    MemberIndex* index;
  };
  struct Chunked {
    Chunks chunks;
    bool by_label_arrival;
  };
  struct Pending {
    std::shared_ptr<Batch> batch;
    std::size_t next = 0;
  };
  struct PendingLabels {
    LabelBatch batch;
    std::size_t next = 0;
  };
  using RowNumbers = std::vector<std::uint32_t>;

  void adopt(Column& column, std::size_t field);
  void adopt(Batch& batch);
  RowNumbers accept(const Batch& batch, std::size_t begin, std::size_t end);
  void take_events(const std::shared_ptr<Batch>& batch, std::size_t begin, std::size_t end);
  void take_unreadable(Instant now);
  void take_labelled(const std::vector<KnownLabel>& known);
  void feed(evaluators::Block& block, const RowNumbers& rows, Basis basis, const std::vector<Instant>& times);
  RowNumbers rows_of_reference(const dsl::AggregateCall& call, std::size_t reference,
                               const std::vector<std::size_t>& by, MemberId member);
  void need(const dsl::AggregateCall& call, const std::vector<std::size_t>& by);

  const dsl::ModelPlan& model_;
  std::vector<Batch> references_;
  std::vector<std::unique_ptr<evaluators::Block>> reference_blocks_;
  std::vector<std::shared_ptr<Dictionary>> dictionaries_;  // by field; null unless a category
  std::map<const Dictionary*, std::pair<std::shared_ptr<Dictionary>, std::vector<std::uint32_t>>> translations_;
  std::map<std::vector<std::size_t>, std::unique_ptr<MemberIndex>> indexes_;
  std::map<std::string, std::unique_ptr<Store>> stores_;  // by canonical spec
  std::vector<std::unique_ptr<Chunked>> chunked_;
  std::vector<bool> needed_;  // fields that outlive the intake
  Duration keep_{0};
  StreamCounts counts_;
  std::unique_ptr<LabelJoin> join_;
  std::deque<Pending> pending_;
  std::deque<PendingLabels> pending_labels_;
  std::deque<Instant> unreadable_;  // arrivals of rows that could not be read
  Instant last_event_ = kBeginning;
  bool is_closed_ = false;
};

}  // namespace tocsin::engine
