// Turns rows and labels into one sample a monitor, segment and tick. Knows windows, lateness and
// the label join; knows nothing of alerts.
#pragma once

#include "base/batch.hpp"
#include "base/codec.hpp"
#include "base/labels.hpp"
#include "base/reading.hpp"
#include "dsl/plan.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tocsin::engine {

// The rows of every reference: references[model][i] belongs to ModelPlan::references[i]. Columns
// that the file lacks are all missing. A batch of 0 rows stands for a reference that nothing reads.
using References = std::vector<std::vector<Batch>>;

// What one member of a monitor showed at a tick.
struct MemberSample {
  std::string segment;    // as in Reading: to_text(labels), kOverall, or empty without `by`
  Labels labels;          // empty for overall and without `by`
  bool named = false;     // overall, no `by`, or a member named in the rules: exists from the start
  bool gap_only = false;  // `over each N events` at a tick at which no chunk was complete: it has
                          // no reading, and `sample` (empty) serves the clock of `no data` alone
  Sample sample;          // warming_up is left to the caller
};

// What all members of a monitor showed at a tick, in a fixed order: named ones as in the rules,
// then others by first appearance, `other`, overall last. For `over each N events` a member may
// appear several times, once for each chunk that was complete; so it may for `over each batch`.
struct MonitorSamples {
  bool is_over = false;     // the stream has ended: what is missing from here on is no gap
  bool is_between = false;  // two batches: nothing was judged, and nothing is missing
  std::vector<MemberSample> members;
};

// Per model, over the whole life of the stream.
struct StreamCounts {
  std::uint64_t rows = 0;                // taken in
  std::uint64_t future = 0;              // more than 1m ahead of the clock: left out, malformed
  std::uint64_t malformed = 0;           // rows with a malformed field (kept), and future ones
  std::uint64_t late = 0;                // arrived more than the lateness after their event time
  std::uint64_t labels = 0;              // labels joined
  std::uint64_t labels_unmatched = 0;    // waited the horizon for an event in vain
  std::uint64_t labels_late = 0;         // later than the horizon
  std::uint64_t labels_conflicting = 0;  // a second, different label for an event
  std::uint64_t members_beyond_limit =
      0;  // segments of a monitor beyond 10 000: they share `other`
};

class Sampler {
 public:
  Sampler(std::shared_ptr<const dsl::Plan> plan, References references, Instant start);
  ~Sampler();
  Sampler(Sampler&&) noexcept;

  // Rows and labels in order of arrival. They act when `absorb` passes their arrival.
  void ingest(std::size_t model, Batch rows);
  void ingest(std::size_t model, LabelBatch labels);
  void pass_over(std::size_t model, std::span<const Hash128> keys);
  // The stream ends here: windows that end after its last row are not judged any more.
  void close(std::size_t model);

  // What a raw query was answered, of one segment: `labels` in the order of `by`, none for
  // `overall` and without `by`; `value` in the units of Sample. Told before `sample` of a tick at
  // or after `at`. A second answer of one time replaces the first.
  void answer(std::size_t monitor, const Labels& labels, Instant at, double value);

  // Takes in everything with an arrival <= now. Called with rising times, at the latest before
  // `sample` of that tick.
  void absorb(Instant now);

  // The samples of one monitor at a tick at which it is due. Results do not depend on how rows were
  // cut into batches.
  MonitorSamples sample(std::size_t monitor, Instant tick);

  // Members whose alert is not idle keep their place in `top N`.
  void hold(std::size_t monitor, const std::string& segment, bool is_active);
  // Forgets a member that was only met in the data; it comes back with its next event.
  void retire(std::size_t monitor, const std::string& segment);

  // The readings of the monitor at these ticks, both included, are no past that later ones are
  // compared with.
  void leave_out(std::size_t monitor, Instant from, Instant to);

  // The model has had no event in (tick - L - W, tick - L] of any of its monitors' windows.
  bool is_dark(std::size_t model, Instant tick) const;

  const StreamCounts& counts(std::size_t model) const;

  void save(Encoder& out) const;
  // Into a sampler made with the same plan and references. Trouble is told by in.failed().
  void load(Decoder& in);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tocsin::engine
