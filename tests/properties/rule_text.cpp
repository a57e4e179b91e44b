#include "tests/properties/rule_text.hpp"

namespace tocsin::test {

// ---- words and literals ----------------------------------------------------------------------

void RuleText::plain_name() {
  put(any({"loan", "latency", "p_reject", "x", "slow_applications_of_everybody", "_a1"}));
}

void RuleText::name() {
  if (dice_.chance(70)) return plain_name();
  put(any({"over", "until", "model", "every", "`in`", "`a b`", "by", "`h\xC3\xB6he`", "features"}));
}

void RuleText::path() {
  plain_name();
  for (; dice_.chance(20);) put("."), plain_name();
}

void RuleText::severity_name() { put(any({"info", "warn", "page", "wake_everyone"})); }

void RuleText::text() {
  put(any({"\"training\"", "\"\"", "\"https://x.example/a#b\"",
           "\"say \\\"no\\\" \\\\ \\u{1F600}\"", "\"{value} \\{ of\\n\"", "\"\"\"raw\"\"\"",
           "\"\"\"a \"b\" \\ c\"\"\"", "\"\"\"two\n  lines; # } \n\"\"\"", "\"pl\xC3\xA4tze\"",
           "\"a sentence that is long enough to make most lines too long for their width\""}));
}

void RuleText::title() {
  put(any({"\"It is slow\"", "\"\xC3\x9C\"", "\"Applications # wait; too {long}\""}));
}

void RuleText::optional_title() {
  if (!half()) return;
  space();
  title();
}

void RuleText::integer() { put(any({"1", "20", "5000", "1_000"})); }

void RuleText::number() { put(any({"0", "12", "2.5", "1e3", "1.5e-2", "1_000_000.25"})); }

void RuleText::duration() { put(any({"5m", "1h30m", "250ms", "0.5h", "7d", "2w1d"})); }

void RuleText::percent() { put(any({"95%", "0.1%", "1_0%"})); }

void RuleText::date() { put(any({"2026-01-31", "2026-12-01"})); }

void RuleText::time_of_day() { put(any({"08:00", "23:59:59"})); }

void RuleText::datetime() {
  date();
  if (half()) put(any({"T09:00", "T09:00Z", "T23:00:01+01:00"}));
}

void RuleText::literal() {
  switch (dice_.below(9)) {
    case 0: return datetime();
    case 1: return put(any({"5/s", "0.1/m"}));
    case 2: return duration();
    case 3: return percent();
    case 4: return put(any({"2pp", "0.5pp"}));
    case 5: return put(any({"5EUR", "1.5kg"}));
    case 6: return number();
    case 7: return text();
    default: return put(any({"true", "false"}));
  }
}

// ---- expressions -----------------------------------------------------------------------------

void RuleText::expr() {
  if (++depth_ > 4) {
    half() ? path() : number();
  } else {
    and_expr();
    for (; dice_.chance(12);) operator_word("or"), and_expr();
  }
  --depth_;
}

void RuleText::operator_word(std::string_view text) {
  continued();
  put(text);
  put(" ");
  lines();
}

void RuleText::and_expr() {
  not_expr();
  for (; dice_.chance(15);) operator_word("and"), not_expr();
}

void RuleText::not_expr() {
  if (dice_.chance(8)) {
    put("not ");
    lines();
    return not_expr();
  }
  cmp();
}

void RuleText::cmp() {
  add();
  switch (dice_.below(12)) {
    case 0:
    case 1:
      gap();
      put(any({"<", ">", "<=", ">=", "=", "!="}));
      lines();
      return add();
    case 2:
      space();
      if (half()) word("not");
      put("in ");
      lines();
      add();
      if (half()) range_end();
      return;
    case 3:
      space();
      word("is");
      return put(any({"missing", "present"}));
    case 4:
      put(" like ");
      lines();
      return text();
    default: return;
  }
}

void RuleText::range_end() {
  gap();
  put("..");
  gap();
  add();
}

void RuleText::range() {
  add();
  range_end();
}

void RuleText::add() {
  mul();
  for (; dice_.chance(12);) sign({"+", "-"}), mul();
}

void RuleText::mul() {
  unary();
  for (; dice_.chance(8);) sign({"*", "/"}), unary();
}

void RuleText::sign(Texts signs) {
  put(" ");
  put(any(signs));
  lines();
}

void RuleText::unary() {
  if (dice_.chance(6)) put("-");
  primary();
}

void RuleText::primary() {
  switch (dice_.below(8)) {
    case 0:
    case 1: return literal();
    case 2: return set();
    case 3:
    case 4: return call();
    case 5:
      put("(");
      lines();
      expr();
      lines();
      return put(")");
    default: return path();
  }
}

void RuleText::set() {
  ++depth_;
  bracketed('[', ']', 5, [&] { depth_ > 4 ? text() : expr(); });
  --depth_;
}

void RuleText::call() {
  path();
  args();
}

void RuleText::args() {
  ++depth_;
  bracketed('(', ')', 3, [&] { arg(); });
  --depth_;
}

void RuleText::arg() {
  if (depth_ > 4) return number();
  switch (dice_.below(5)) {
    case 0:
      half() ? name() : text();
      gap();
      put(":");
      lines();
      return expr();
    case 1:
      put("where ");
      lines();
      return expr();
    case 2:
      expr();
      continued();
      put("where ");
      lines();
      return expr();
    default: return expr();
  }
}

void RuleText::type() {
  switch (dice_.below(6)) {
    case 0: return put(any({"bool", "int", "share", "time", "text", "severity", "reference"}));
    case 1:
      put("number");
      if (half()) put(" in EUR");
      return;
    case 2: return put(any({"duration", "duration in ms"}));
    case 3:
      put("category");
      if (half()) return;
      put(" of ");
      return half() ? set() : path();
    case 4: return put("any field");
    default: return put("number");
  }
}

void RuleText::params() {
  put("(");
  lines();
  listed(3, [&] {
    name();
    gap();
    put(":");
    lines();
    type();
    if (half()) return;
    gap();
    put("=");
    lines();
    expr();
  });
  if (rare(30)) put(",");
  lines();
  put(")");
}

}  // namespace tocsin::test
