// What the checker has to know of a measure, a channel or a source; their rooms provide the lists.
// One MeasureDef is read by the checker, by completion, by `explain`, by the reference page and by
// the engine, which makes the measure's aggregate with it.
#pragma once

#include "base/channel.hpp"
#include "dsl/type.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace tocsin::evaluators {
class Aggregate;
struct ReferenceView;
}  // namespace tocsin::evaluators

namespace tocsin::dsl {

struct AggregateCall;

// What one positional argument of a measure may be.
enum class ParamKind {
  condition,  // a yes/no row expression
  numeric,    // number, share or duration of a row
  any_value,  // any row expression, numbers and categories alike
  field,      // the name of a field itself
  percent,    // a constant share: quantile(x, 97%)
  constant,   // a constant of the type of the first argument
};

struct ParamDef {
  std::string_view name;
  ParamKind kind = ParamKind::numeric;
  bool required = true;
};

// The type of the result.
enum class ResultKind {
  share,
  number,
  rate,
  duration,
  unit_interval,  // unit_interval: a plain number in 0..1, such as auc
  as_argument,    // mean(latency) is a duration
};

// How the elements of the model are used.
struct MeasureNeeds {
  bool label = false;  // a label measure: sees labelled events only
  bool prediction = false;
  bool positive = false;  // needs `positive "v"` on the prediction (bool: true)
  bool score = false;
  bool reference = false;  // needs `against`
};

struct MeasureDef {
  std::string_view name;
  std::string_view summary;  // one sentence
  std::vector<ParamDef> params;
  ResultKind result = ResultKind::number;
  MeasureNeeds needs;
  bool never_empty = false;   // nothing is 0 there: count, rate, silence, intake measures
  bool whole_number = false;  // `=` and `!=` make sense
  bool per_second = false;    // the aggregate counts; the engine divides value, low and high by the
                              // length of the window in seconds: rate
  double low = 0;             // bounds of the result, for "can never be true"
  double high = 0;            // low == high: unbounded
  bool reads_malformed = false;  // malformed(x) must see the rows that others leave out
  bool counts_missing = false;   // nulls(x), share(x is present): missing is a value, not a gap
  std::string_view formula;      // for the reference page: text with the source of the definition
  std::string_view dialect;      // one sentence: bins, zero policy, convention
  // What it is called in a sentence: "the 95th percentile of {x}". In braces the name of a
  // parameter, or prediction, label, positive, score, reference; what stands in brackets is said
  // only when its parameter is given.
  std::string_view phrase;
  // The empty aggregate of one call, see evaluators/aggregate.hpp; `reference` is null unless
  // needs.reference. Null only for measures that the engine itself answers (silence, malformed,
  // labelled).
  std::unique_ptr<evaluators::Aggregate> (*make)(
      const AggregateCall& call, const evaluators::ReferenceView* reference) = nullptr;
};

// Everything that the checker is told by the rooms below it.
struct Catalogue {
  std::span<const MeasureDef* const> measures;
  std::vector<ChannelDef> channels;
  std::vector<SourceDef> sources;

  const MeasureDef* measure(std::string_view name) const;
  const ChannelDef* channel(std::string_view name) const;
  const SourceDef* source(std::string_view name) const;
};

}  // namespace tocsin::dsl
