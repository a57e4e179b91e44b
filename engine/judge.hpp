// From what the aggregates of a measure show of one segment to its sample: value, too few, or
// empty. Pure.
#pragma once

#include "base/reading.hpp"
#include "dsl/plan.hpp"
#include "evaluators/aggregate.hpp"

#include <span>
#include <string>
#include <vector>

namespace tocsin::engine {

// What one aggregate of a measure shows of one segment.
struct Part {
  evaluators::Value value;
  bool is_empty = false;  // nothing is left to judge
  std::uint64_t n = 0, labels = 0, positives = 0;
  Instant last_event = kBeginning;
};

// The measure's arithmetic over its aggregates. Unknown operands and results that are no finite
// number make it unknown; only a lone aggregate keeps its interval.
evaluators::Value evaluate(const dsl::WindowExpr& expr,
                           std::span<const evaluators::Value> aggregates);

// hits / of with Wilson's interval; unknown of nothing.
evaluators::Value share_of(std::uint64_t hits, std::uint64_t of);

class Judge {
 public:
  explicit Judge(const dsl::MonitorPlan& monitor);

  // `parts`: one an aggregate, in the order of the plan; not empty. The interval is left to the
  // caller.
  Sample judge(std::span<const Part> parts) const;

 private:
  // Why the sample has too few of something; empty when it has enough.
  std::string lack(const Sample& sample) const;

  const dsl::MonitorPlan& monitor_;
  std::size_t own_ =
      0;  // the first aggregate over the monitor's own window: its events are counted
};

}  // namespace tocsin::engine
