// Tells the segments of a model's rows apart: gives every combination of values of the `by` fields
// a number, and counts their events for `top N`.
#pragma once

#include "base/codec.hpp"
#include "base/labels.hpp"
#include "dsl/plan.hpp"
#include "evaluators/block.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tocsin::engine {

using MemberId = std::uint32_t;

// All rows together; the only member where there is no `by`.
inline constexpr MemberId kAll = 0;
// Rows with a value outside a set that the rules declare, and those that call themselves `other`.
inline constexpr MemberId kOther = 1;
// Of a row that has no value in one of the fields.
inline constexpr MemberId kNowhere = ~MemberId{0};

class MemberIndex {
 public:
  using Dictionaries = std::vector<std::shared_ptr<Dictionary>>;
  using Parts = std::vector<std::uint64_t>;  // one value a field, as bits
  using Rows = std::vector<std::uint32_t>;

  // `dictionaries`: of the model's category fields, by field number; null for others.
  MemberIndex(const Schema& schema, std::vector<dsl::SegmentField> fields,
              const Dictionaries& dictionaries);

  // The members of these rows, by row of the block. New combinations are numbered in order of
  // appearance.
  std::vector<MemberId> number(evaluators::Block& block, const Rows& rows);
  // Notes the events of these rows, by day, for the ranking.
  void count(const evaluators::Block& block, const Rows& rows,
             const std::vector<MemberId>& members);
  // The rows of a reference by combination. Numbers nothing: a reference makes no member.
  std::map<Parts, Rows> group(evaluators::Block& block, const Rows& rows) const;

  const std::vector<dsl::SegmentField>& fields() const { return fields_; }
  MemberId intern(const std::vector<std::string>& values);  // texts, one a field
  const Parts& parts(MemberId id) const { return members_[id].parts; }
  const Labels& labels(MemberId id) const { return members_[id].labels; }
  const std::string& text(MemberId id) const { return members_[id].text; }
  MemberId size() const { return static_cast<MemberId>(members_.size()); }
  // Members with an event so far; grows only.
  std::size_t met() const { return met_; }
  Instant last_event(MemberId id) const { return members_[id].last_event; }
  // Events of the seven days before `day` (a UTC midnight).
  std::uint64_t events_before(MemberId id, Instant day) const;

  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  struct Member {
    Parts parts;
    Labels labels;
    std::string text;
    Instant last_event = kBeginning;
  };

  void reset();
  MemberId add(const Parts& parts);
  bool read_parts(const evaluators::Block& block, std::size_t row, Parts& parts) const;
  std::uint64_t part_of(std::size_t field, const std::string& value) const;
  std::string value_of(std::size_t field, std::uint64_t part) const;
  bool is_other(const Parts& parts) const;
  MemberId number_of(const Parts& parts);
  void number_codes(const evaluators::Block& block, const Rows& rows,
                    std::vector<MemberId>& members);

  const Schema& schema_;
  std::vector<dsl::SegmentField> fields_;
  const Dictionaries& dictionaries_;
  std::vector<Parts>
      declared_;  // by field: the parts of its set; empty where any value is a member
  std::map<Parts, MemberId> ids_;  // several combinations may be kOther
  std::vector<Parts> order_;       // of the combinations in ids_, as they came
  std::vector<MemberId> by_code_;  // of a single category field: kNowhere where not numbered yet
  std::vector<Member> members_;
  std::size_t met_ = 0;
  std::map<Instant, std::vector<std::uint64_t>> by_day_;  // midnight -> events by member
};

}  // namespace tocsin::engine
