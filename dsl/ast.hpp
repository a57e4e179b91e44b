// A rule file as it was written: every clause with its place, nothing looked up, nothing judged.
#pragma once

#include "dsl/ast_delivery.hpp"
#include "dsl/ast_expr.hpp"
#include "dsl/ast_test.hpp"
#include "dsl/ast_watch.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tocsin::dsl::ast {

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

using ModelItem = std::variant<TimeItem, KeyItem, SourceItem, RefItem, FieldItem, Meta>;

struct Model {
  Name name;
  std::optional<Text> title;
  std::vector<ModelItem> items;
  std::string doc;      // lines of `##`, without the marks
  Span span;            // of the head line
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
