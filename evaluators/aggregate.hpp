// The running summary of the rows of one pane or window, from which a measure's value is read.
#pragma once

#include "base/codec.hpp"
#include "base/reading.hpp"
#include "evaluators/block.hpp"
#include "evaluators/interval.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace tocsin::evaluators {

// The reference's rows that an aggregate compares with: those of its segment, `where` applied.
// Codes are those of the live rows. Outlives the making of the aggregate only.
struct ReferenceView {
  Block& block;
  std::span<const std::uint32_t> rows;
};

// `known` false: undefined (0/0, one class only, no reference mass). Never NaN when known.
struct Value {
  bool known = false;
  double value = kUnknown;
  double low = kUnknown;  // interval of the level that was asked for; NaN where the sampling error
                          // is not known. A quantile of few values may know one end only.
  double high = kUnknown;
  bool differs = false;  // a distance: a test at the level rejects that the rows and the reference
                         // are of one distribution
};

// Made with MeasureDef::make; the call outlives it. Mergeable and serialisable. The value depends
// on the rows taken in and not on how they were cut into calls: add() of rows one by one, in two
// halves, or a merge of both halves in order, agree.
class Aggregate {
 public:
  virtual ~Aggregate() = default;

  // `rows`: row numbers in the block, ascending; already filtered by Block::selected().
  virtual void add(Block& block, std::span<const std::uint32_t> rows) = 0;
  // `later` is of the same call; its rows follow ours.
  virtual void merge(const Aggregate& later) = 0;
  // `level`: of the interval, a share between 0 and 1.
  virtual Value value(double level = kUsualLevel) const = 0;
  // How many of the rows had something to judge: mean(x) skips rows where x is missing.
  virtual std::uint64_t judged() const = 0;

  virtual std::unique_ptr<Aggregate> fresh() const = 0;  // empty, same call and reference
  virtual void save(Encoder& out) const = 0;
  virtual void load(Decoder& in) = 0;  // trouble is told by in.failed()
};

}  // namespace tocsin::evaluators
