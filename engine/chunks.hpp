// Windows of N events: `over each 5000 events`. Rows wait until they are old enough, then fill chunks
// in event-time order.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/members.hpp"
#include "engine/rows.hpp"

namespace tocsin::engine {

struct Chunk {
  MemberId member = kAll;
  std::vector<RowRef> rows;  // exactly N
};

class Chunks {
 public:
  // `call` decides which rows count. `index` is null without `by`; `with_all`: overall is asked for.
  Chunks(const Schema& schema, const dsl::AggregateCall& call, std::uint64_t count, MemberIndex* index, bool with_all)
      : schema_(schema), call_(call), count_(count), index_(index), with_all_(with_all) {}

  // `at`: what orders the rows, their event time or the arrival of their label.
  void add(const RowRef& row, Instant at);
  // The chunks that lie wholly at or before `upto`, in the order in which they were completed.
  std::vector<Chunk> take(Instant upto);
  Instant last_event(MemberId member) const;

  void save(Encoder& out, RowSaver& rows) const;
  void load(Decoder& in, RowLoader& rows);

 private:
  struct Pending {
    Instant at{};
    RowRef row;
  };
  std::vector<RowRef> release(Instant upto);
  void fill(MemberId member, const RowRef& row, std::vector<Chunk>& complete);

  const Schema& schema_;
  const dsl::AggregateCall& call_;
  std::uint64_t count_;
  MemberIndex* index_;
  bool with_all_;
  std::vector<Pending> pending_;                     // in order of intake
  std::map<MemberId, std::vector<RowRef>> open_;
  std::map<MemberId, Instant> last_event_;
};

}  // namespace tocsin::engine
