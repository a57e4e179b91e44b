// From what the aggregates of a measure show of one segment to its sample: value, too few, or
// empty. Pure.
#pragma once

#include "base/reading.hpp"
#include "dsl/plan.hpp"
#include "evaluators/aggregate.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tocsin::engine {

// What one aggregate of a measure shows of one segment.
struct Part {
  evaluators::Value value;                // of the usual level
  std::vector<evaluators::Value> sure{};  // one a level of the ladder; of an empty part none
  bool is_empty = false;                  // nothing is left to judge
  std::uint64_t n = 0, labels = 0, positives = 0;
  Instant last_event = kBeginning;
  std::string lack{};  // why the value is unknown, where there is more to say than "undefined"
};

// The measure's arithmetic over its aggregates. Unknown operands and results that are no finite
// number make it unknown. Only that of a lone aggregate has an interval: see spread_of().
evaluators::Value evaluate(const dsl::WindowExpr& expr,
                           std::span<const evaluators::Value> aggregates);

class Judge {
 public:
  explicit Judge(const dsl::MonitorPlan& monitor);

  // Asks for the values of a part, one for each level that somebody wants to know.
  void ask(Part& part, const std::function<evaluators::Value(double level)>& value_at) const;

  // `parts`: one an aggregate, in the order of the plan; not empty. The time judged is left
  // to the caller.
  Sample judge(std::span<const Part> parts) const;

 private:
  // Why the sample has too few of something; empty when it has enough.
  std::string lack(const Sample& sample) const;
  bool is_empty(std::span<const Part> parts) const;
  // The measure over one value a part, with its interval where it is known.
  evaluators::Value measure(std::span<const evaluators::Value> values) const;
  SureInterval sure_at(std::size_t level, std::span<const Part> parts) const;

  const dsl::MonitorPlan& monitor_;
  bool is_certain_;
  std::vector<double> levels_;  // `with P% confidence` of the ladder: rising, each once
  std::size_t own_ =
      0;  // the first aggregate over the monitor's own window: its events are counted
};

}  // namespace tocsin::engine
