// A checked rule set: every name resolved, every unit known, every default filled in. Immutable and
// shared by all threads. Whoever holds a Plan may rely on every check of the language.
#pragma once

#include "base/calendar.hpp"
#include "base/channel.hpp"
#include "base/hash.hpp"
#include "base/labels.hpp"
#include "base/schema.hpp"
#include "base/severity.hpp"
#include "base/time.hpp"
#include "dsl/catalogue.hpp"
#include "dsl/source.hpp"
#include "dsl/type.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dsl {

// What `check` knows and this version cannot evaluate yet: whoever runs rules refuses it by name.
struct NotEvaluated {
  std::string what;  // as a message says it: "`mae`"
  Span span;
  bool runs_in_tests = false;  // only who runs rules outside of tests refuses it
};

// ---- expressions over one event --------------------------------------------------------------

enum class RowOp {
  field,     // `field`
  constant,  // `number` (boolean, number, share, duration) or `text`
  and_,
  or_,
  not_,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in_set,               // one argument; `set` or, for numbers, `numbers`
  in_range,             // one argument; low <= x <= high in `numbers`
  in_reference_range,   // one argument; as `reference` has it, widened by the share `number`
  in_reference_values,  // one argument; a value that `reference` has
  is_missing,
  is_present,
  like,  // one argument; pattern in `text`
  add,
  subtract,
  multiply,
  divide,
  negate,
  abs,
  min,
  max,
  round,
  orelse,
  len,
  lower,
  hour,
  weekday,
};

struct RowExpr;
using RowExprPtr = std::shared_ptr<const RowExpr>;

// Numbers are in the units of Sample: shares as fractions, durations in nanoseconds, times as
// nanoseconds since the epoch (in `number`, rounded to double only for arithmetic).
struct RowExpr {
  RowOp op = RowOp::constant;
  Type type;
  std::size_t field = 0;
  double number = 0;
  std::string text;
  std::vector<double> numbers;
  std::vector<std::string> set;
  std::vector<RowExprPtr> args;
  std::size_t reference = 0;  // of the model
  std::string canonical;      // the same text for the same meaning; sharing and fingerprints use it
};

// All fields an expression reads, ascending, each once.
std::vector<std::size_t> fields_of(const RowExpr& expr);

// ---- measures --------------------------------------------------------------------------------

struct InnerMeasure;

// A named argument such as `past: 28d`, in the units of Sample.
struct CallOption {
  std::string name;
  std::string word;                // word, flag
  double number = 0;               // count, number, duration, amount
  Type type;                       // amount
  std::vector<RowExprPtr> values;  // field, buckets
  Span span{};                     // of its name
};

// A score, and the value of the prediction whose chance it is.
struct ClassScore {
  std::string of;
  std::size_t field = 0;
};

// One aggregate of a measure, such as `p95(latency where status = "ok")`.
struct AggregateCall {
  const MeasureDef* def = nullptr;
  std::vector<RowExprPtr> args;     // positional; a `percent` or `constant` is a RowOp::constant
  std::vector<std::size_t> fields;  // of ParamKind::field arguments, in order
  RowExprPtr where;                 // clause-level and inner filter together; null: all events
  // Fields, where the measure needs them; `label` of every measure that reads one.
  std::optional<std::size_t> prediction, label, score;
  std::string positive;             // value of the prediction that is positive; "true" for bool
  std::vector<CallOption> options;  // those written, by name
  std::shared_ptr<const InnerMeasure> inner;  // of trend(mean(x), 28d): mean(x)
  // Of an estimate from scores: that of the positive value, or one a class.
  std::vector<ClassScore> scores;
  // Of an estimate by buckets: what is given the rows whose label is known, and merges with this.
  std::shared_ptr<const AggregateCall> realised;
  std::optional<std::size_t> reference;  // `against`: index into ModelPlan::references
  std::optional<std::size_t> on;  // `on: R`: over that reference's rows instead of the window
  Duration over{0};               // `over: D`; 0: the window of the monitor
  Duration ago{0};
  bool label_measure = false;  // reads a label field anywhere
  std::vector<std::size_t>
      reads;  // every field read, also by `where`: malformed there leaves the event out
  std::string canonical;
};

// A threshold: of a rung, of a contract check on a measure, of an expectation.
struct Condition {
  enum class Kind {
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    outside,
    inside,
    is_true,
    is_false
  } kind{};
  double low = 0;         // the threshold, in the units of Sample; outside/inside: the lower end
  double high = 0;        // outside/inside: the upper end
  std::string text;       // as written: "< 95%"
  double confidence = 0;  // `with 99% confidence`: a share; 0: the value alone decides

  bool holds(double value) const;
};

enum class WindowOp {
  aggregate,
  constant,
  add,
  subtract,
  multiply,
  divide,
  negate,
  abs,
  min,
  max,
  round,
  holds,  // 1 when `condition` holds for the only argument, else 0: a contract check on a measure
  raw,    // what MonitorPlan::raw answers
};

struct WindowExpr;
using WindowExprPtr = std::shared_ptr<const WindowExpr>;

struct WindowExpr {
  WindowOp op = WindowOp::constant;
  Type type;
  std::size_t aggregate = 0;  // index into MonitorPlan::aggregates
  double number = 0;
  Condition condition;  // holds
  std::vector<WindowExprPtr> args;
};

// A measure that stands inside another one.
struct InnerMeasure {
  std::vector<AggregateCall> aggregates;
  WindowExprPtr value;  // over these
};

// ---- monitors --------------------------------------------------------------------------------

enum class WindowKind { sliding, each, events, each_events, each_batch, each_calendar };
enum class LabelMode { none, matured, on_arrival };  // none: the measure reads no label

struct WindowPlan {
  WindowKind kind = WindowKind::sliding;
  Duration length{0};                       // sliding, each; each_calendar: its usual length
  std::uint64_t count = 0;                  // events, each_events
  CalendarUnit unit = CalendarUnit::day;    // each_calendar
  std::string zone;                         // each_calendar; empty: UTC
  Duration every{std::chrono::minutes(1)};  // `each`, each_calendar: the length itself
  LabelMode labels = LabelMode::none;
};

struct SegmentField {
  std::size_t field = 0;  // kNoField: a label of a raw query's answer, or `column`
  std::vector<std::string>
      members;       // named in the rules: `of SET` or the field's declared set; bool: true, false
  std::string name;  // as a segment shows it
};

inline constexpr std::size_t kNoField = ~std::size_t{0};

struct ByPlan {
  std::vector<SegmentField> fields;  // empty: one member, all events
  std::size_t top = 0;               // 0: no limit but 10 000
  bool overall = false;
};

struct NeedsPlan {
  std::uint64_t events = 0;
  std::uint64_t labels = 0;
  std::uint64_t positives = 0;
  double labelled = 0;  // a share
};

enum class GapPolicy { keep, ok, alert };

struct GapPlan {
  GapPolicy policy = GapPolicy::keep;
  int severity = -1;
  Duration after{0};
  bool written = false;  // a default acts on overall and named members only
};

struct RungPlan {
  int severity = 0;
  Condition trigger;
  Duration hold{0};
  std::uint32_t of_n = 0, of_m = 0;  // `for N of M`; 0: none
  bool until_clear = true;           // missing `until` is the same
  Condition until;                   // unless until_clear
  Duration clear_hold{0};
  Span span;
};

// A query that another system answers.
struct RawQuery {
  std::string language;       // promql or sql
  std::string query;          // as written
  Duration unit{0};           // `as duration in ms`: what a bare number means
  bool whole_number = false;  // `as int`
};

// What a monitor `by column of ...` measures of one field.
struct ColumnPlan {
  std::size_t field = 0;
  std::vector<AggregateCall> aggregates;
  WindowExprPtr measure;
};

enum class MonitorKind { fear, quality, drift, contract, performance, service };
std::string_view to_text(MonitorKind kind);

struct MonitorPlan {
  std::string package;  // empty in the root
  std::size_t model = 0;
  std::string name;  // `name`, or `contract.check`
  MonitorKind kind = MonitorKind::fear;
  std::string was;           // its name before it was renamed; empty: none
  std::string title;         // the fear sentence; the name where there is none
  std::string measure_text;  // the measure as written, on one line
  std::vector<AggregateCall> aggregates;
  WindowExprPtr measure;
  std::optional<RawQuery> raw;      // then there are no aggregates
  std::vector<ColumnPlan> columns;  // `by column of`: the members, the first as `measure`
  bool label_measure = false;
  WindowPlan window;
  ByPlan by;
  NeedsPlan needs;
  GapPlan no_data, too_few;
  std::vector<RungPlan> rungs;  // mildest first
  std::optional<Instant> paused_until, trial_until;
  std::string owner, runbook, dashboard, message, doc;
  std::vector<std::string> because;
  std::map<std::string, std::string> tags;
  Span span;                                // of its head
  std::vector<NotEvaluated> not_evaluated;  // in its clauses, or in how its alerts are delivered
};

// ---- models ----------------------------------------------------------------------------------

struct SourceConfig {
  std::string kind = "http";
  std::string path;  // relative to the project; may hold `*`
};

struct ReferencePlan {
  std::string name;
  std::string path;
  std::string taken;    // date as written, may be empty
  Duration rolling{0};  // `rolling D ago A`: the model's own events; 0: of a file
  Duration ago{0};
  Span span;
};

struct ModelPlan {
  std::string package;
  Schema schema;  // its name is schema.model
  std::string title, owner, runbook, dashboard, doc;
  Duration lateness{std::chrono::minutes(1)};
  SourceConfig source, labels;
  std::vector<ReferencePlan> references;
  std::optional<std::size_t> prediction, label, score;  // the only one of its role
  std::map<std::size_t, std::string> positive;          // by prediction field
  Span span;
  std::vector<NotEvaluated> not_evaluated;  // in where its rows come from
};

// ---- delivery --------------------------------------------------------------------------------

// `where` of a route, `by` of incidents: names LANGUAGE 3.11.
struct AlertFilter {
  enum class Op { always, equal, not_equal, in, and_, or_, not_, like } op = Op::always;
  std::string name;  // model kind monitor severity owner reason tag.X segment.X
  std::vector<std::string> values;
  std::vector<AlertFilter> args;
};

// `escalate to NAME after D`.
struct EscalationPlan {
  std::size_t channel = 0;
  Duration after{0};
};

// `digest daily 08:00 in "Europe/Berlin"`.
struct DigestPlan {
  enum class Rhythm { hourly, daily, weekly } rhythm = Rhythm::daily;
  int weekday = 1;  // weekly: 1 Monday to 7
  Duration time_of_day{0};
  std::string zone;  // empty: hourly
};

struct RoutePlan {
  std::string package;  // acts on the monitors of this folder and of those below it
  bool only = false;
  std::vector<int> severities;
  AlertFilter where;
  std::vector<std::size_t> channels;
  std::optional<Duration> repeat;
  std::optional<Duration> wait;  // default: 0 for the highest severity, 30s below
  bool quietly = false;
  std::vector<std::string> group_by{"monitor"};
  std::vector<EscalationPlan> escalations;  // rising
  std::optional<DigestPlan> digest;
  Span span;
};

// `suppress A while B >= S same K`.
struct SuppressPlan {
  std::vector<std::size_t> monitors;  // held back
  std::vector<std::size_t> sources;   // whose alerts hold them back
  int severity = -1;                  // of the source at least; -1: any
  std::vector<std::string> same;      // segment fields that must agree
  Span span;
};

// One `every` line of a mute.
struct MuteTimePlan {
  std::vector<int> weekdays;  // 1 Monday to 7, ascending
  Duration from{0}, to{0};    // of the day; `to` at or before `from`: over midnight
  std::string zone;
};

struct MutePlan {
  std::string package, name, title;
  std::vector<MuteTimePlan> times;
  std::vector<std::size_t> monitors;
  int up_to = 0;  // the highest severity that it holds back
  Span span;
};

struct SilencePlan {
  std::vector<std::size_t> monitors;
  AlertFilter where;  // names are segment.FIELD
  Instant from{}, to{};
  std::string because, by;
  Span span;
};

struct IncidentPlan {
  int from = 1;
  std::vector<std::string> by{"model"};
  Duration join{std::chrono::minutes(10)};
};

// ---- tests -----------------------------------------------------------------------------------

struct Generator {
  enum class Kind { constant, cycle, mix, ramp, normal, uniform, missing } kind = Kind::constant;
  std::vector<std::string> texts;  // constant, cycle, mix: as the text of an input
  std::vector<double>
      numbers;  // mix: shares; ramp: a, b; normal: mean, sd; uniform: a, b (units of Sample)
};

struct AssignPlan {
  std::size_t field = 0;
  Generator value;
  std::optional<Duration> after;  // labels: arrival
};

struct SendPlan {
  std::size_t model = 0;
  std::uint64_t count = 0;
  Instant from{};
  Duration over{0};
  std::vector<AssignPlan> record;  // `given` merged in
  Span span;
};

// The answers of a raw query over [from, from + over].
struct FeedPlan {
  std::size_t monitor = 0;
  Generator value;
  Instant from{};
  Duration over{0};
  Span span;
};

// Rows of a file beside those that are sent.
struct LoadPlan {
  std::size_t model = 0;
  std::string path;
  Span span;
};

// `at T acknowledge M`: answers the incident of what fires then.
struct AcknowledgePlan {
  std::vector<std::size_t> monitors;
  Labels where;  // segment fields that must be equal
  Instant at{};
  std::string text;  // as written
  Span span;
};

struct ExpectPlan {
  enum class Kind {
    no_alert,
    no_message,
    notified,
    digest,
    held_back,
    value,
    is_ok,
    is_pending,
    is_no_data,
    is_too_few,
    severity_at,
    severity
  } kind{};
  std::vector<std::size_t> monitors;  // whom it speaks about; no_alert without `from`: all in scope
  Labels where;                       // segment fields that must be equal; empty: any
  int severity = -1;
  std::size_t channel = 0;
  std::string held_by;        // held_back: a mute, `silence`, a monitor; empty: whatever it was
  Condition::Kind compare{};  // value
  double value = 0, within = 0;
  std::optional<Instant> at;        // `at T expect`
  std::optional<Instant> from, to;  // between; `by` sets `to` only
  std::string text;                 // the expectation as written
  Span span;
};

struct TestPlan {
  std::string title;
  std::vector<std::size_t> scope;    // monitors; closed world
  std::vector<std::size_t> ignored;  // monitors named by `ignore`
  Instant clock{};
  Instant end{};  // the latest of its sends, quiets and named times
  std::uint64_t seed = 1;
  std::vector<SendPlan> sends;
  std::vector<FeedPlan> feeds;
  std::vector<LoadPlan> loads;
  std::map<std::pair<std::size_t, std::size_t>, std::string>
      references;  // (model, reference) -> file
  std::vector<AcknowledgePlan> acknowledgements;
  std::vector<ExpectPlan> expects;
  Span span;
  std::vector<NotEvaluated> not_evaluated;  // in the test itself
};

struct Plan {
  std::string root;  // folder that paths are relative to
  SeverityLadder severities;
  std::vector<ModelPlan> models;
  std::vector<MonitorPlan> monitors;
  std::vector<ChannelConfig> channels;
  std::vector<RoutePlan> routes;
  IncidentPlan incident;
  std::vector<SuppressPlan> suppressions;
  std::vector<MutePlan> mutes;
  std::vector<SilencePlan> silences;
  std::vector<TestPlan> tests;
  Hash128 content;  // of all rule files
};

}  // namespace tocsin::dsl
