// Brings late labels to their predictions, and says when each became known.
#pragma once

#include "base/batch.hpp"
#include "base/codec.hpp"
#include "base/schema.hpp"
#include "engine/bygone_keys.hpp"
#include "engine/label_tally.hpp"
#include "engine/rows.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tocsin::engine {

class LabelLoader;
class LabelSaver;
class RowLoader;
class RowSaver;

// A row whose label became known at `known`. `number`: of the row, in order of arrival; breaks
// ties.
struct KnownLabel {
  Instant known{};
  std::uint64_t number = 0;
  RowRef row;
};

class LabelJoin {
 public:
  // `keep`: how long after its event time a prediction still waits, at least the horizon.
  LabelJoin(const Schema& schema, Duration keep, LabelTally& tally)
      : schema_(schema), keep_(keep), tally_(tally) {}

  // A prediction whose label comes on its own. What is joined does not depend on whether the label
  // or the prediction was added first, only on when each arrived.
  void add_event(const RowRef& row, std::uint64_t number);
  // A label that came on its own: `row` of `labels`, in order of arrival.
  void add_label(const std::shared_ptr<const LabelBatch>& labels, std::size_t row);
  // A label that stands in its row, or was just joined, and is known at `known`.
  void schedule(const RowRef& row, std::uint64_t number, Instant known);
  // Events with these keys came before the monitors: nobody waits for their labels.
  void pass_over(std::span<const Hash128> keys);
  // Counts a label that stands in its row.
  void note_in_row(Instant event, Instant known);

  // Predictions of events at or after `oldest` still wait, however old they are.
  void keep_from(Instant oldest) { unjudged_ = oldest; }
  // All labels known at or before `now`, by time and then row number. Forgets what no longer waits.
  std::vector<KnownLabel> take_known(Instant now);
  // The stream is over: labels that still wait for an event never find one.
  void close();
  // The latest instant at which a label became, or will become, known.
  Instant last_known() const { return last_known_; }

  void save(Encoder& out, RowSaver& rows, LabelSaver& labels) const;
  void load(Decoder& in, RowLoader& rows, LabelLoader& labels);

 private:
  struct LabelRef {
    std::shared_ptr<const LabelBatch> batch;
    std::uint32_t row = 0;
    Instant arrival() const { return batch->arrival[row]; }  // kForever: `within` after its event
  };
  struct Waiting {
    LabelRef label;
    bool has_met = false;  // an event of its key has come
    // Later labels that differ and, as nothing says when they came, count with their event.
    std::uint64_t conflicts = 0;
  };
  struct Prediction {
    RowRef row;
    std::uint64_t number = 0;
    std::uint64_t next = 0;  // place of the next prediction of the same key; 0: none
    bool is_labelled = false;
  };
  // Places in predictions_ count from 1, and go on counting when the oldest are forgotten.
  struct Chain {
    std::uint64_t first = 0, last = 0;
  };

  Prediction& at(std::uint64_t place) { return predictions_[place - 1 - forgotten_]; }
  void enter(const RowRef& row, std::uint64_t number);
  bool waits_for(Instant label, Instant event_arrival) const;
  Instant arrival_at(const RowRef& row, const LabelRef& label) const;
  void wait(const LabelRef& label, const Hash128& key);
  void contradict(Waiting& waiting, const LabelRef& label, const Hash128& key);
  void give_up(const Waiting& waiting);
  bool is_within_reach(const Prediction& prediction, Instant label) const;
  // Joins the predictions of the key that have no label yet.
  struct Met {
    bool any = false;       // an event of the key takes the label
    bool too_late = false;  // an event of the key has waited for it in vain
    // Another label came before and this one differs: when it came.
    std::optional<Instant> contradicted;
  };
  Met join_all(const LabelRef& label, const Hash128& key);
  void join(Prediction& prediction, const LabelRef& label);
  bool is_same(const RowRef& row, const LabelRef& label) const;
  bool is_same(const LabelRef& a, const LabelRef& b) const;
  void forget_labels(Instant now);
  void forget_predictions(Instant now);
  void drop_front();
  void clear();

  const Schema& schema_;
  Duration keep_;
  LabelTally& tally_;
  Instant unjudged_ = kForever;
  std::deque<Prediction> predictions_;  // in order of intake
  std::uint64_t forgotten_ = 0;
  std::unordered_map<Hash128, Chain> chains_;
  std::unordered_map<Hash128, Waiting> waiting_;
  BygoneKeys bygone_;
  std::deque<std::pair<Instant, Hash128>> expiry_;  // of waiting labels, by arrival
  std::vector<KnownLabel> queue_;                   // a heap, the next to be known in front
  Instant last_known_ = kBeginning;
};

}  // namespace tocsin::engine
