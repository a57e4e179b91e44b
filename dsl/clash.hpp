// Says that two values do not go together, in the words of T2103 to T2108 and T2111.
#pragma once

#include "dsl/checking.hpp"
#include "dsl/type_rules.hpp"

#include <string>
#include <string_view>

namespace tocsin::dsl {

// One side of a comparison. `place` is where its type was found out: the measure, the field.
struct Side {
  const Type& type;
  Span span;
  std::string text;  // as written
  Span place{};
};

// A literal on the other side, for the edit; `number` in the units of Sample.
struct OtherSide {
  const Type& type;
  Span span;
  bool constant = false;
  double number = 0;
};

// Reports `clash`; `op` as written.
void report_clash(Checking& c, Clash clash, const Side& subject, const OtherSide& other,
                  std::string_view op);

// The message of T2103 for `left op right` where arithmetic_type has none.
std::string cannot_combine(char op, const Type& left, const Type& right);

// `mean(area) in 1h`, which means `over`; T0001 with that fix.
bool is_window_after_in(const ast::Expr& expr);
void window_after_in(Checking& c, const ast::Expr& expr);

// T2105: a share outside 0..1.
bool is_possible_share(Checking& c, const Type& subject, const OtherSide& other);

// T2111: a text that is no member of a category of a fixed set; with the similar member.
bool is_member(Checking& c, const Type& category, std::string_view text, Span span,
               std::string_view set_name);

}  // namespace tocsin::dsl
