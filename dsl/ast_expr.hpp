// Leaves, expressions and what stands in every kind of block of a rule file as it was written.
#pragma once

#include "base/time.hpp"
#include "dsl/source.hpp"

#include <memory>
#include <optional>
#include <string>
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

struct TypeRef {
  std::string word;          // bool int number share duration time text category ...
  std::optional<Name> unit;  // number in U, duration in ms
  ExprPtr set;               // category of (Set / Path)
  Span span;
};

struct Meta {
  Name word;  // owner runbook dashboard because message tag
  std::optional<Name> tag;
  Text text;
  Span span;
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

}  // namespace tocsin::dsl::ast
