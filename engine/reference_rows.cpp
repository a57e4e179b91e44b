#include "engine/reference_rows.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::engine {

ReferenceRows::ReferenceRows(const Schema& schema, std::vector<Batch> references, Columns columns)
    : references_(std::move(references)), columns_(columns) {
  for (const auto& reference : references_)
    blocks_.push_back(std::make_unique<evaluators::Block>(reference, schema, 0, reference.rows));
}

bool ReferenceRows::lacks(std::size_t reference, std::size_t field) const {
  if (columns_ == Columns::all_there) return false;
  const Column& column = references_[reference].columns[field];
  return !column.valid.any() && !column.malformed.any();
}

ReferenceRows::Rows ReferenceRows::of_member(std::size_t reference, MemberIndex& index,
                                             MemberId member) {
  Rows all(blocks_[reference]->rows());
  std::iota(all.begin(), all.end(), 0);
  const auto& fields = index.fields();
  const bool is_unknown =
      std::ranges::any_of(fields, [&](const auto& f) { return lacks(reference, f.field); });
  if (member == kAll || is_unknown) return all;
  const auto [groups, is_new] = groups_.try_emplace({&index, reference});
  if (is_new) groups->second = index.group(*blocks_[reference], all);
  const auto own = groups->second.find(index.parts(member));
  return own == groups->second.end() ? Rows{} : own->second;
}

ReferenceRows::Rows ReferenceRows::rows(const dsl::AggregateCall& call, std::size_t reference,
                                        MemberIndex* index, MemberId member) {
  Rows rows(blocks_[reference]->rows());
  if (index != nullptr)
    rows = of_member(reference, *index, member);
  else
    std::iota(rows.begin(), rows.end(), 0);
  const auto asked = call.where ? dsl::fields_of(*call.where) : std::vector<std::size_t>{};
  const bool lacks_any =
      std::ranges::any_of(asked, [&](std::size_t field) { return lacks(reference, field); });
  auto& block = *blocks_[reference];
  const Bits& selected = lacks_any ? block.readable(call.reads) : block.selected(call);
  std::erase_if(rows, [&](std::uint32_t row) { return !selected[row]; });
  return rows;
}

}  // namespace tocsin::engine
