// Monitors, templates and watch blocks as they were written. Many of a file: what is rare or large
// in a clause stands behind a pointer.
#pragma once

#include "dsl/ast_expr.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tocsin::dsl::ast {

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

struct Raw {
  Name language;  // promql or sql
  Text query;
  TypeRef type;  // without a word: not written
};

struct Measure {
  std::unique_ptr<Raw> raw;  // null: `value` is read
  ExprPtr value;             // null for raw
  ExprPtr where;             // may be null
  std::optional<Path> against;
  std::unique_ptr<Window> window;  // may be null
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

struct Until {
  std::optional<Trigger> trigger;  // nothing: `until clear`
  std::optional<TimeSpan> hold;
  Span span;
};

struct Ladder {
  Name severity;
  Trigger trigger;
  std::optional<TimeSpan> hold;           // for D
  std::optional<std::pair<int, int>> of;  // for N of M
  Span hold_span;
  std::unique_ptr<Until> until;  // may be null
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
  std::unique_ptr<Window> window;  // never null
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

}  // namespace tocsin::dsl::ast
