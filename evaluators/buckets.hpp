// Which of the buckets of a reference an event falls into.
#pragma once

#include "dsl/plan.hpp"
#include "evaluators/aggregate.hpp"
#include "evaluators/category_table.hpp"
#include "evaluators/feature_space.hpp"
#include "evaluators/gaussian_mixture.hpp"
#include "evaluators/selection.hpp"

#include <cstdint>
#include <map>
#include <variant>
#include <vector>

namespace tocsin::evaluators {

// Groups of events that lie together, which a mixture of ten normal distributions finds in up to
// 20,000 events of the reference, evenly drawn. Every event is in one.
class Groups {
 public:
  Groups() = default;
  Groups(std::vector<dsl::RowExprPtr> columns, const ReferenceView& reference);

  std::uint32_t size() const { return static_cast<std::uint32_t>(mixture_.size()); }
  std::vector<std::uint32_t> of(Block& block, Rows rows);

 private:
  FeatureSpace space_;
  GaussianMixture mixture_;
};

// Combinations of values that occur in the reference: of a number the stretch between the
// reference's deciles (type 7, closed on the right, equal ones merged), of a text itself; a missing
// value is one of its own. Numbered from 0 in the order of those combinations.
class Combinations {
 public:
  Combinations() = default;
  Combinations(std::vector<dsl::RowExprPtr> axes, const ReferenceView& reference);

  std::uint32_t size() const { return static_cast<std::uint32_t>(numbers_.size()); }
  // One number a row; size() where the reference has no such combination.
  std::vector<std::uint32_t> of(Block& block, Rows rows);

 private:
  struct Axis {
    dsl::RowExprPtr value;
    std::vector<double> edges{};  // of a number
    CategoryTable texts{};
  };
  using Combination = std::vector<std::uint32_t>;

  static std::vector<std::uint32_t> places(Axis& axis, Block& block, Rows rows);
  std::vector<Combination> combinations(Block& block, Rows rows);

  std::vector<Axis> axes_;
  std::map<Combination, std::uint32_t> numbers_;
};

// `buckets: auto` are groups over all columns, others combinations.
class Buckets {
 public:
  Buckets() = default;
  Buckets(const dsl::CallOption& option, const ReferenceView& reference);

  std::uint32_t size() const;
  // One number a row; size() for those in no bucket of the reference.
  std::vector<std::uint32_t> of(Block& block, Rows rows);

 private:
  std::variant<Combinations, Groups> kind_;
};

}  // namespace tocsin::evaluators
