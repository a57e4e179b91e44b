// The references of one model, and which of their rows a measure compares with.
#pragma once

#include "base/batch.hpp"
#include "dsl/plan.hpp"
#include "engine/members.hpp"
#include "evaluators/block.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace tocsin::engine {

class ReferenceRows {
 public:
  using Rows = std::vector<std::uint32_t>;
  // A file may lack columns; then it has no value in any row.
  enum class Columns { may_lack, all_there };

  // `references` by number in the model's plan, in the engine's codes; `schema` outlives this.
  ReferenceRows(const Schema& schema, std::vector<Batch> references,
                Columns columns = Columns::may_lack);

  evaluators::Block& block(std::size_t reference) { return *blocks_[reference]; }

  // Readable rows of a reference that the filter of the call lets through, of the same segment.
  // What the reference has no column for is not asked of it. `index` may be null.
  Rows rows(const dsl::AggregateCall& call, std::size_t reference, MemberIndex* index,
            MemberId member);

 private:
  bool lacks(std::size_t reference, std::size_t field) const;
  Rows of_member(std::size_t reference, MemberIndex& index, MemberId member);

  std::vector<Batch> references_;
  Columns columns_;
  std::vector<std::unique_ptr<evaluators::Block>> blocks_;
  std::map<std::pair<const MemberIndex*, std::size_t>, std::map<MemberIndex::Parts, Rows>> groups_;
};

}  // namespace tocsin::engine
