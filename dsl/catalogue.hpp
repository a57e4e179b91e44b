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
  of_label,   // a constant of the type of the label: share_error_over(100EUR)
  count,      // a whole number: ndcg(10)
  duration,   // a constant duration: change(M, 1d)
  measure,    // another measure: trend(mean(x), 28d)
  reference,  // the name of a reference: columns_match(training)
  signal,     // a number or a yes/no value: drifted(x, detector: adwin)
  instant,    // a time: freshness(t)
};

struct ParamDef {
  std::string_view name;
  ParamKind kind = ParamKind::numeric;
  bool required = true;
  bool repeated = false;  // of the last one: as many as one likes
};

// What one named argument of a measure may be.
enum class OptionKind {
  word,      // one of `words`
  count,     // a whole number
  number,    // a plain number
  duration,  // a constant duration
  flag,      // true or false
  amount,    // a constant number with or without a unit: cost(fp: 5EUR)
  field,     // the name of a field
  buckets,   // `auto`, or a list of fields and row expressions
};

struct OptionDef {
  std::string_view name;
  OptionKind kind = OptionKind::word;
  std::vector<std::string_view> words{};
  bool required = false;
  std::string_view usual{};  // the text of the default, for the reference; empty where there is
                             // none
};

// The type of the result.
enum class ResultKind {
  share,
  number,
  rate,
  duration,
  ratio,
  boolean,
  unit_interval,  // a plain number in 0..1, such as auc
  as_argument,    // mean(latency) is a duration
  as_label,       // mae is a number in the label's unit
  label_squared,  // mse
  as_option,      // cost(fp: 5EUR) is in EUR
  as_measure,     // estimated(accuracy) is a share
  measure_apart,  // the difference of two values of the inner measure: trend(mean(x), 28d)
};

// What is known of the sampling error of a measure, and so what `with P% confidence` can ask.
enum class Certainty {
  unknown,
  interval,    // its aggregate gives an interval at any level
  same_chi,    // a distance: chi-square test of homogeneity over the measure's own bins
  same_curve,  // a distance: two-sample Kolmogorov-Smirnov test
};

// What a row and a reading cost.
enum class Cost {
  unset,
  clock,          // no row is looked at
  counts,         // some whole numbers
  moments,        // some exact sums
  pairs,          // sums over two values of a row
  bins,           // a count for each bin of a reference
  table,          // a count for each different value
  sketch,         // bounded bins that are made as values come
  sorted_values,  // the values themselves, put in order when they are read
  lists,          // the rows of a list together
  past,           // the readings of another measure
  stream,         // a detector that takes rows one by one
};

// How the elements of the model are used.
struct MeasureNeeds {
  bool label = false;  // a label measure: sees labelled events only
  bool prediction = false;
  bool positive = false;  // needs `positive "v"` on the prediction (bool: true)
  bool score = false;
  bool reference = false;           // needs `against`
  bool score_in_reference = false;  // estimates: scores and labels of the reference
};

struct MeasureDef {
  std::string_view name;
  std::string_view summary;  // one sentence
  std::vector<ParamDef> params;
  std::vector<OptionDef> options{};
  ResultKind result = ResultKind::number;
  Certainty certainty = Certainty::unknown;
  bool gives_evidence = false;  // a distance whose aggregate runs its test
  MeasureNeeds needs;
  bool evaluated = true;      // false: the checker knows it, this version cannot measure it yet
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
  Cost cost = Cost::unset;       // of an evaluated measure always set
  // What a database could be asked for instead of the rows, in SQL, with names of parameters and of
  // elements of the model for columns; the value is read from the answer. Empty: it has to see
  // rows.
  std::string_view push_down{};
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
