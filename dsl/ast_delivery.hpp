// Channels, routes, silences and the like as they were written.
#pragma once

#include "dsl/ast_expr.hpp"

#include <optional>
#include <vector>

namespace tocsin::dsl::ast {

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

}  // namespace tocsin::dsl::ast
