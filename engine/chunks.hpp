// Windows of N events. Rows wait until they are old enough; then they fill chunks in event-time
// order (`over each 5000 events`), or take the place of the oldest (`over 5000 events`).
#pragma once

#include "base/codec.hpp"
#include "dsl/plan.hpp"
#include "engine/members.hpp"
#include "engine/rows.hpp"
#include "engine/segments.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace tocsin::engine {

class RowLoader;
class RowSaver;

struct Chunk {
  std::size_t place = 0;     // of its segment, as Segments::at() gave it
  std::vector<RowRef> rows;  // exactly N; of a window that slides at most N
  bool has_changed = true;   // since it was taken before
};

struct ChunkSpec {
  const dsl::AggregateCall* call = nullptr;  // which rows count
  std::uint64_t count = 0;
  bool slides = false;            // the latest N, at every tick
  MemberIndex* index = nullptr;   // null without `by`
  std::vector<bool> needed;       // fields that decide whether a row counts, and for whom
  bool waits_for_labels = false;  // rows are noted before their label is known
};

class Chunks {
 public:
  Chunks(const Schema& schema, ChunkSpec spec) : schema_(schema), spec_(std::move(spec)) {}

  // `at`: what orders the rows, their event time or the arrival of their label; `number` in order
  // of arrival breaks ties.
  void add(const RowRef& row, Instant at, std::uint64_t number);
  // Notes rows of a block as seen, before they are old enough to be in a chunk: those with
  // something to judge, as far as that can be told before their label is known.
  void note(evaluators::Block& block, std::span<const std::uint32_t> rows,
            std::span<const Instant> times, const std::vector<MemberId>* members);

  // The chunks that lie wholly at or before `upto`, in the order in which they were completed; of
  // a window that slides the latest rows of every segment.
  std::vector<Chunk> take(Instant upto, const std::vector<Segment>& segments,
                          const Segments& places);
  // The latest row of the member that counts so far; kBeginning: none.
  Instant last_event(MemberId member) const;
  // The event time of the oldest row that no chunk was judged with yet; kForever: none.
  Instant oldest() const;

  const dsl::AggregateCall& call() const { return *spec_.call; }
  void save(Encoder& out, RowSaver& rows) const;
  void load(Decoder& in, RowLoader& rows);

 private:
  struct Pending {
    Instant at{};
    std::uint64_t number = 0;
    RowRef row;
  };
  static std::pair<Instant, std::uint64_t> order(const Pending& pending);

  struct Open {
    std::deque<Pending> rows;
    bool has_changed = false;

    std::vector<RowRef> refs() const;
  };

  std::vector<Pending> release(Instant upto);
  void sort_in(const std::vector<Pending>& released, const std::vector<Segment>& segments,
               const Segments& places, std::vector<Chunk>& complete);
  void fill(std::size_t place, const Pending& row, const std::vector<Segment>& segments,
            std::vector<Chunk>& complete);
  void slide(Open& open, const Pending& row) const;
  std::vector<Chunk> latest(const std::vector<Segment>& segments);

  const Schema& schema_;
  ChunkSpec spec_;
  std::vector<Pending> pending_;
  std::map<std::string, Open> open_;  // by segment text
  std::vector<Instant> last_event_;   // by member
};

}  // namespace tocsin::engine
