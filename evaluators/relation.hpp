// How closely two values of a row go together: what correlation and correlation_change share.
#pragma once

#include "dsl/plan.hpp"
#include "evaluators/pair_counts.hpp"
#include "evaluators/pair_moments.hpp"

#include <optional>
#include <string_view>

namespace tocsin::evaluators {

enum class Method { pearson, spearman, cramers_v };

inline constexpr std::string_view kMethods =
    "The usual method is pearson, and exact. spearman gives ties their mean rank; it is exact up "
    "to 100,000 different pairs, above it takes those whose hash begins with zero bits, with a "
    "standard error of about 0.005. cramers_v takes values as names, without Yates's correction, "
    "and is undefined above 100,000 different pairs. Events without one of the two are left out; "
    "undefined where one of the values is always the same.";

struct RelationSpec {
  explicit RelationSpec(const dsl::AggregateCall& call);

  const dsl::AggregateCall* call;
  Method method;
  ValueKeys keys_x{}, keys_y{};
};

class Relation {
 public:
  void add(RelationSpec& spec, Block& block, Rows rows);
  void merge(const Relation& later);
  std::optional<double> value(Method method) const;
  std::uint64_t count() const { return count_; }
  void save(Encoder& out) const;
  void load(Decoder& in);

 private:
  std::uint64_t count_ = 0;
  PairMoments moments_;  // pearson
  PairCounts pairs_;     // the others
};

}  // namespace tocsin::evaluators
