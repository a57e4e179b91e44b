// Brings late labels to their predictions, and says when each became known.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/batch.hpp"
#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/rows.hpp"
#include "engine/sampler.hpp"

namespace tocsin::engine {

// A row whose label became known at `known`.
struct KnownLabel {
  Instant known{};
  std::uint64_t order = 0;  // breaks ties, in order of intake
  RowRef row;
};

class LabelJoin {
 public:
  // `keep`: how long after its event time a prediction still waits, at least the horizon.
  LabelJoin(const Schema& schema, Duration keep, StreamCounts& counts)
      : schema_(schema), keep_(keep), counts_(counts) {}

  // A prediction was taken in. With labels in the rows it is known at Batch::label_known.
  void add_event(const RowRef& row);
  // A label that came on its own was taken in; `row` of `labels`.
  void add_label(const LabelBatch& labels, std::size_t row);

  // All labels known at or before `now`, by time and then order of intake; forgets what no longer waits.
  std::vector<KnownLabel> take_known(Instant now);
  // The stream is over: labels that still wait for an event never find one.
  void close();
  // The latest instant at which a label became, or will become, known.
  Instant last_known() const { return last_known_; }

  void save(Encoder& out, RowSaver& rows) const;
  void load(Decoder& in, RowLoader& rows, const std::vector<std::shared_ptr<Dictionary>>& dictionaries);

 private:
  using Values = std::vector<Column>;  // one row, one column a label field
  struct Waiting {
    Instant arrival{};  // kForever: known `within` after its event
    Values values;
    bool has_met = false;  // an event of its key has come
  };
  struct Prediction {
    RowRef row;
    Hash128 key;
    bool is_labelled = false;
  };

  void schedule(const RowRef& row, Instant known, Instant now);
  void join(Prediction& prediction, const Values& values, Instant arrival);
  bool is_same(const RowRef& row, const Values& values) const;
  void forget(Instant now);

  const Schema& schema_;
  Duration keep_;
  StreamCounts& counts_;
  std::deque<Prediction> predictions_;  // in order of intake
  std::uint64_t first_ = 0;             // number of predictions_.front()
  std::unordered_map<Hash128, std::vector<std::uint64_t>> by_key_;
  std::unordered_map<Hash128, Waiting> waiting_;
  std::multimap<Instant, Hash128> expiry_;
  std::vector<KnownLabel> fresh_;  // known with their row, in order
  std::map<std::pair<Instant, std::uint64_t>, RowRef> queue_;  // known later
  std::uint64_t order_ = 0;
  Instant last_known_ = kBeginning;
};

}  // namespace tocsin::engine
