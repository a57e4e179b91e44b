// Tells the segments of a model's rows apart: gives every combination of values of the `by` fields a
// number, and counts their events for `top N`.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/codec.hpp"
#include "base/labels.hpp"
#include "evaluators/block.hpp"

namespace tocsin::engine {

using MemberId = std::uint32_t;

// All rows together; the only member where there is no `by`.
inline constexpr MemberId kAll = 0;
// Of a row that has no value in one of the fields.
inline constexpr MemberId kNowhere = ~MemberId{0};

class MemberIndex {
 public:
  // `dictionaries`: of the model's category fields, by field number; null for others.
  MemberIndex(const Schema& schema, std::vector<std::size_t> fields,
              const std::vector<std::shared_ptr<Dictionary>>& dictionaries);

  // The member of every row of the block. New combinations are numbered in order of appearance.
  const std::vector<MemberId>& number(evaluators::Block& block);
  // Counts the rows that `number` has just seen, by day, for the ranking.
  void count(evaluators::Block& block, const std::vector<std::uint32_t>& rows);

  MemberId intern(const std::vector<std::string>& values);  // texts, one a field
  const Labels& labels(MemberId id) const { return labels_[id]; }
  std::size_t size() const { return labels_.size(); }
  Instant last_event(MemberId id) const { return last_event_[id]; }
  // Events of the seven days before `day` (a UTC midnight).
  std::uint64_t events_before(MemberId id, Instant day) const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  std::uint64_t part(evaluators::Block& block, std::size_t field, std::size_t row, bool& known);
  std::string text(std::size_t field, std::uint64_t part) const;
  MemberId number_of(const std::vector<std::uint64_t>& parts);

  const Schema& schema_;
  std::vector<std::size_t> fields_;
  const std::vector<std::shared_ptr<Dictionary>>& dictionaries_;
  std::map<std::vector<std::uint64_t>, MemberId> ids_;
  std::vector<Labels> labels_;            // by member
  std::vector<Instant> last_event_;       // by member
  std::map<Instant, std::vector<std::uint64_t>> by_day_;  // midnight -> events by member
  std::vector<MemberId> rows_;            // of the block numbered last
};

}  // namespace tocsin::engine
