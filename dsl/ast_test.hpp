// Tests as they were written.
#pragma once

#include "dsl/ast_expr.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dsl::ast {

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
  std::unique_ptr<Send> send;
  std::unique_ptr<Feed> feed;
  TimeSpan duration;            // quiet
  std::vector<Path> selectors;  // ignore; a `*` is a Name with text "*"
  std::optional<Offset> at;     // at_expect, acknowledge
  std::unique_ptr<Outcome> outcome;
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

}  // namespace tocsin::dsl::ast
