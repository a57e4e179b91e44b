// The types of the rule language: what a value is, and in which unit.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace tocsin::dsl {

enum class TypeKind {
  boolean,
  number,
  share,
  points,
  ratio,
  duration,
  rate,
  time,
  text,
  category,
  severity,
  integer,  // of a field; counts as number in expressions
  none,     // of a name that failed to resolve: stays silent afterwards
};

struct Type {
  TypeKind kind = TypeKind::none;
  std::string unit;       // number in U: the declared unit
  bool optional = false;  // may be missing, must be narrowed first
  std::shared_ptr<const std::vector<std::string>> members;  // category of a fixed set

  bool is(TypeKind k) const { return kind == k; }
};

// As a message says it: "a share", "a number in EUR", "a duration".
std::string describe(const Type& type);

}  // namespace tocsin::dsl
