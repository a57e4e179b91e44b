// A rule file as it was written: every clause with its place, nothing looked up, nothing judged.
#pragma once

#include "base/time.hpp"
#include "dsl/source.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tocsin::dsl::ast {

struct Name {
  std::string text;
  Span span;
};

struct Path {
  std::vector<Name> parts;
  Span span;
};

struct Text {
  std::string value;  // escapes resolved
  Span span;
};

struct TimeSpan {  // a duration literal
  Duration value{0};
  Span span;
};

// ---- expressions ---------------------------------------------------------------------------

enum class Op {
  // literals
  number,
  percent,
  points,
  duration,
  rate,
  tagged,
  text,
  boolean,
  datetime,
  // leaves and groups
  set,
  path,
  call,
  range,
  // operators; children left to right
  negate,
  not_,
  and_,
  or_,
  compare,
  in,
  not_in,
  is_missing,
  is_present,
  like,
  add,
  subtract,
  multiply,
  divide,
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

struct Arg {
  std::optional<Name> name;  // `tp: 5EUR`, `"reject": 98%`
  ExprPtr value;             // null for a bare `where`
  ExprPtr where;             // may be null
};

struct Expr {
  Op op = Op::number;
  Span span;
  double number =
      0;  // number, percent (95% is 95), points (2pp is 2), tagged, rate (5/s: 5); boolean: 0 or 1
  Duration duration{0};  // duration; rate: its time unit
  std::string text;  // text; the unit of tagged; the operator of compare; datetime as written; the
                     // pattern of like
  Path path;         // path; the function of call
  std::vector<ExprPtr> children;
  std::vector<Arg> args;  // call
  Span operator_span;     // of binary operators and `not`
};

// ---- models --------------------------------------------------------------------------------

struct TypeRef {
  std::string word;          // bool int number share duration time text category ...
  std::optional<Name> unit;  // number in U, duration in ms
  ExprPtr set;               // category of (Set / Path)
  Span span;
};

struct FieldAttr {
  enum class Kind {
    optional,
    sensitive,
    positive,
    within,
    arrives,
    for_value,
    range,
    column
  } kind{};
  Span span;
  Text text;          // positive, for_value, column
  Name name;          // arrives
  TimeSpan duration;  // within
  ExprPtr range;      // range: an Op::range
};

struct FieldItem {
  Name role;  // feature prediction score label field
  Name name;
  TypeRef type;
  std::vector<FieldAttr> attributes;
  Span span;
};

struct TimeItem {
  Name field;
  std::optional<Text> zone;
  std::optional<TimeSpan> lateness;
  Span span;
};

struct KeyItem {
  std::vector<Name> fields;
  Span span;
};

struct SourceItem {
  Name word;     // source or labels
  ExprPtr call;  // Op::call or Op::path
  Span span;
};

struct RefItem {
  Name name;
  std::optional<Text> file;
  std::optional<Name> taken;  // date as written
  std::optional<TimeSpan> rolling;
  std::optional<TimeSpan> ago;
  Span span;
};

struct Meta {
  Name word;  // owner runbook dashboard because message tag
  std::optional<Name> tag;
  Text text;
  Span span;
};

using ModelItem = std::variant<TimeItem, KeyItem, SourceItem, RefItem, FieldItem, Meta>;

struct Model {
  Name name;
  std::optional<Text> title;
  std::vector<ModelItem> items;
  std::string doc;      // lines of `##`, without the marks
  Span span;            // of the head line
  bool broken = false;  // a part of it could not be read: say nothing about what is missing
};

// ---- monitors ------------------------------------------------------------------------------

struct Window {
  enum class Kind {
    sliding,
    each,
    events,
    each_events,
    each_batch,
    each_calendar
  } kind = Kind::sliding;
  TimeSpan length;   // sliding, each
  double count = 0;  // events, each_events
  Span count_span;
  Name calendar;  // hour day week month
  std::optional<Text> zone;
  std::optional<TimeSpan> every;
  std::optional<Name> labels;  // `matured` or `on arrival` (text "arrival")
  Span span;
};

struct Measure {
  std::optional<Name> raw;  // promql or sql
  Text query;
  TypeRef raw_type;
  ExprPtr value;  // null for raw
  ExprPtr where;  // may be null
  std::optional<Path> against;
  std::optional<Window> window;
  Span span;
};

struct Segment {
  Name field;
  ExprPtr set;  // may be null
};

struct By {
  std::vector<Segment> segments;
  std::optional<std::pair<double, Span>> top;
  bool overall = false;
  Span span;
};

struct Need {
  enum class What { events, labels, positives, labelled } what{};
  double amount = 0;  // a count; for labelled a percentage
  Span span;
};

struct Needs {
  std::vector<Need> needs;
  Span span;
};

struct Gap {
  enum class What { no_data, too_few } what{};
  Name policy;  // keep, ok or a severity
  std::optional<TimeSpan> after;
  Span span;
};

struct Trigger {
  enum class Kind { compare, outside, inside, is_true, is_false } kind{};
  std::string op;  // < <= > >= = !=
  ExprPtr value;   // compare: the threshold; outside/inside: an Op::range
  std::optional<std::pair<double, Span>> confidence;  // percent
  Span span;
};

struct Ladder {
  Name severity;
  Trigger trigger;
  std::optional<TimeSpan> hold;           // for D
  std::optional<std::pair<int, int>> of;  // for N of M
  Span hold_span;
  bool has_until = false;
  bool until_clear = false;
  std::optional<Trigger> until;  // unless clear
  std::optional<TimeSpan> clear_hold;
  Span until_span;
  Span span;
};

struct Every {
  TimeSpan every;
  Span span;
};

struct Paused {
  bool trial = false;
  Name until;  // date as written
  Text because;
  Span span;
};

struct WindowClause {
  Window window;
  Span span;
};

struct Clause;

struct Expect {
  Name name;
  ExprPtr condition;
  std::vector<Clause> body;
  std::string doc;
  Span span;
  bool broken = false;  // a part of it could not be read: say nothing about what is missing
};

struct Clause {
  std::variant<Measure, WindowClause, By, Needs, Gap, Expect, Paused, Meta, Ladder> node;
};

struct Call {  // from template(args)
  Path name;
  std::vector<Arg> args;
  Span span;
};

struct Monitor {
  Name kind;  // fear quality drift contract performance service
  Name name;
  std::optional<Text> title;
  std::optional<Name> was;
  std::optional<Call> from;
  std::vector<Clause> clauses;
  std::string doc;
  Span span;            // of the head
  bool broken = false;  // a part of it could not be read: say nothing about what is missing
};

struct Param {
  Name name;
  TypeRef type;
  ExprPtr fallback;
};

struct Let {
  Name name;
  std::vector<Param> params;
  ExprPtr value;
  std::string doc;
  Span span;
};

struct Template {
  Name name;
  std::vector<Param> params;
  std::optional<Name> kind;  // for KIND
  std::vector<Clause> clauses;
  std::string doc;
  Span span;            // of the head
  Span whole;           // head and body
  bool broken = false;  // a part of it could not be read: say nothing about what is missing
};

struct WatchItem {
  std::variant<Let, Monitor, Every, Needs, Gap, Meta> node;
};

struct Watch {
  Path model;
  std::vector<WatchItem> items;
  Span span;
  bool broken = false;  // a part of it could not be read: say nothing about what is missing
};

// ---- delivery and the rest -----------------------------------------------------------------

struct Setting {
  Name name;
  ExprPtr value;
};

struct Channel {
  Name name;
  Name kind;
  std::vector<Setting> settings;
  Span span;
  bool broken = false;  // a part of it could not be read: say nothing about what is missing
};

struct RouteOption {
  enum class Kind { repeat, wait, quietly, escalate, group_by, digest } kind{};
  TimeSpan duration;        // repeat, wait, escalate after
  Name to;                  // escalate
  std::vector<Path> paths;  // group by
  Name digest_rhythm;       // hourly, daily or a day
  Name digest_time;         // as written; hourly has none
  Text digest_zone;
  Span span;
};

struct Route {
  bool only = false;
  std::vector<Name> severities;
  ExprPtr where;
  std::vector<Name> channels;
  std::vector<RouteOption> options;
  Span span;
};

struct Incident {
  Name from;
  std::vector<Path> by;
  std::optional<TimeSpan> join;
  Span span;
};

struct Use {
  Text path;                  // of the package, relative to the project
  std::optional<Name> alias;  // else the last part of the path
  Span span;
};

struct MuteTime {
  std::vector<Name> days;  // day, weekday, weekend, or names of days
  Name from, to;           // times of day as written
  std::optional<Text> zone;
  Span span;
};

struct Mute {
  Name name;
  std::optional<Text> title;
  std::vector<MuteTime> times;
  std::vector<Path> selectors;  // of `on`; a `*` is a Name with the text "*"
  std::vector<Span> on;         // its clauses
  std::vector<Name> up_to;      // its clauses
  Span span;
  bool broken = false;  // a part of it could not be read: say nothing about what is missing
};

struct Silence {
  std::vector<Path> selectors;
  ExprPtr where;
  Text from, to;  // times as written
  Text because, by;
  Span span;
};

struct Suppress {
  std::vector<Path> selectors;
  Path source;             // after `while`
  std::optional<Name> op;  // before the severity
  Name severity;
  std::vector<Name> same;
  Span span;
};

struct Unit {
  std::vector<Name> names;
  Span span;
};

struct SeverityDecl {
  std::vector<Name> names;
  Span span;
};

// ---- tests ---------------------------------------------------------------------------------

struct Offset {
  enum class Kind { plus, datetime, time_of_day } kind = Kind::plus;
  Duration plus{0};
  std::string text;  // datetime or time of day as written
  Span span;
};

struct When {
  std::optional<Offset> from;  // between
  std::optional<Offset> to;    // between .. and, by
  Span span;
};

struct Assign {
  Name field;
  ExprPtr value;
  std::optional<TimeSpan> after;
  Span span;
};

struct Send {
  double count = 0;
  std::optional<Path> to;
  TimeSpan over;
  std::optional<Offset> from;
  std::vector<Assign> record;
  Span span;
};

struct Feed {
  Path target;
  ExprPtr value;
  TimeSpan over;
  Span span;
};

struct Outcome {
  enum class Kind {
    no_alert,
    no_message,
    notified,
    digest,
    value,
    is_ok,
    is_pending,
    is_no_data,
    is_too_few,
    held_back,
    severity_from
  } kind{};
  std::optional<Path> monitor;  // no_alert: optional
  Name name;                    // channel; severity_from: the severity
  ExprPtr where;                // segment condition, may be null
  std::string op;               // value
  ExprPtr value;
  ExprPtr within;
  std::optional<Path> held_by;
  std::optional<When> when;
  Span span;
};

struct TestItem {
  enum class Kind {
    clock,
    seed,
    load,
    reference,
    given,
    send,
    feed,
    quiet,
    ignore,
    expect,
    at_expect,
    acknowledge
  } kind{};
  Span span;
  Text text;                   // clock as written; load; reference file
  std::optional<Text> zone;    // clock
  double number = 0;           // seed
  Name name;                   // reference
  std::vector<Assign> record;  // given
  std::optional<Send> send;
  std::optional<Feed> feed;
  TimeSpan duration;            // quiet
  std::vector<Path> selectors;  // ignore; a `*` is a Name with text "*"
  std::optional<Offset> at;     // at_expect, acknowledge
  std::optional<Outcome> outcome;
  std::optional<Path> target;  // acknowledge
  ExprPtr where;               // acknowledge
};

struct Test {
  Text title;
  std::optional<Path> of;
  std::vector<TestItem> items;
  Span span;
  bool broken = false;  // a part of it could not be read: say nothing about what is missing
};

struct Decl {
  std::variant<Use, Unit, SeverityDecl, Let, Model, Watch, Template, Channel, Route, Incident, Mute,
               Silence, Suppress, Test>
      node;
};

// `# tocsin: allow L004 because "..."`, once a code.
struct Allowance {
  std::string code;
  Span span;    // of the code
  Span clause;  // to which it applies
};

struct File {
  std::uint32_t file = 0;  // index in Sources
  std::optional<std::pair<int, Span>> version;
  std::vector<Decl> decls;
  std::vector<Allowance> allowances;
  bool broken = false;  // a declaration could not be read: names may be missing
};

}  // namespace tocsin::dsl::ast
