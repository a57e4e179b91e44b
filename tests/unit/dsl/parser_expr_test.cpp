#include "tests/unit/dsl/parsed.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

using ast::Op;
using test::parsed;

std::string shape(const ast::Expr* expr);

std::string shape(const ast::Arg& arg) {
  std::string text = arg.name ? arg.name->text + ": " : "";
  if (arg.value) text += shape(arg.value.get());
  if (arg.where) text += " where " + shape(arg.where.get());
  return text;
}

std::string name_of(const ast::Expr& e) {
  switch (e.op) {
    case Op::negate: return "neg";
    case Op::not_: return "not";
    case Op::and_: return "and";
    case Op::or_: return "or";
    case Op::compare: return e.text;
    case Op::in: return "in";
    case Op::not_in: return "not-in";
    case Op::is_missing: return "missing";
    case Op::is_present: return "present";
    case Op::like: return "like '" + e.text + "'";
    case Op::add: return "+";
    case Op::subtract: return "-";
    case Op::multiply: return "*";
    case Op::divide: return "/";
    case Op::range: return "..";
    case Op::set: return "set";
    default: return "?";
  }
}

std::string path_of(const ast::Path& path) {
  std::string text;
  for (const auto& part : path.parts) text += (text.empty() ? "" : ".") + part.text;
  return text;
}

std::string shape(const ast::Expr* e) {
  switch (e->op) {
    case Op::number: return fmt::format("{}", e->number);
    case Op::percent: return fmt::format("{}%", e->number);
    case Op::points: return fmt::format("{}pp", e->number);
    case Op::duration: return fmt::format("{}ns", e->duration.count());
    case Op::rate: return fmt::format("{}/{}ns", e->number, e->duration.count());
    case Op::tagged: return fmt::format("{}{}", e->number, e->text);
    case Op::text: return "'" + e->text + "'";
    case Op::boolean: return e->number == 1 ? "true" : "false";
    case Op::datetime: return "@" + e->text;
    case Op::path: return path_of(e->path);
    default: break;
  }
  std::string text = "(" + (e->op == Op::call ? "call " + path_of(e->path) : name_of(*e));
  for (const auto& child : e->children) text += " " + shape(child.get());
  for (const auto& arg : e->args) text += " [" + shape(arg) + "]";
  return text + ")";
}

TEST_CASE("expressions are read with their precedence", "[dsl][parser]") {
  struct Case {
    std::string_view why;
    std::string_view text;
    std::string_view want;
  };
  const auto c = GENERATE(values<Case>({
      {"or binds weaker than and", "a or b and c or d", "(or (or a (and b c)) d)"},
      {"not binds weaker than a comparison", "not a = b", "(not (= a b))"},
      {"not may repeat", "not not a", "(not (not a))"},
      {"parentheses group", "(a or b) and not (c)", "(and (or a b) (not c))"},
      {"times binds stronger than plus", "a + b * c - d / e", "(- (+ a (* b c)) (/ d e))"},
      {"minus goes left to right", "a - b - c", "(- (- a b) c)"},
      {"a sign binds strongest", "-a * --b", "(* (neg a) (neg (neg b)))"},
      {"all comparisons", "a<b and a<=b and a!=b", "(and (and (< a b) (<= a b)) (!= a b))"},
      {"more comparisons", "a>b or a>=b or a=b", "(or (or (> a b) (>= a b)) (= a b))"},
      {"membership", "a in [1, 2] and b not in c", "(and (in a (set 1 2)) (not-in b c))"},
      {"membership in a range", "a in 1..b + 2", "(in a (.. 1 (+ b 2)))"},
      {"missing and present", "a is missing or b is present", "(or (missing a) (present b))"},
      {"patterns of texts", "a like \"x*\"", "(like 'x*' a)"},
      {"operators may end a line", "a +\n b and # why\n c =\n\n d", "(and (+ a b) (= c d))"},
      {"and and or may begin a line", "a\n  and b # why\n  or c", "(or (and a b) c)"},
      {"a call without arguments", "f()", "(call f)"},
      {"calls with all forms of arguments", "f(a where b, c: 1, \"d\": 2, where e)",
       "(call f [a where b] [c: 1] [d: 2] [ where e])"},
      {"a comma may end the arguments", "f(\n  a,\n  b,\n)", "(call f [a] [b])"},
      {"a text is an argument of its own", "f(\"a\", \"b\" where c)",
       "(call f ['a'] ['b' where c])"},
      {"a comma may end a set, which may be empty", "[[], [a,],]", "(set (set) (set a))"},
      {"paths and names in back-ticks", "a.`in`.b = `two words`", "(= a.in.b two words)"},
      {"words of the language are names in expressions", "over.every = page",
       "(= over.every page)"},
      {"numbers", "[1_000.5, 2e3, 1.5E-2, 007]", "(set 1000.5 2000 0.015 7)"},
      {"numbers with units", "[95%, 2.5pp, 50_000EUR, 5/s, 2/h]",
       "(set 95% 2.5pp 50000EUR 5/1000000000ns 2/3600000000000ns)"},
      {"durations", "[1h30m, 250us, 7d, 2w, 0.5ms, 3ns]",
       "(set 5400000000000ns 250000ns 604800000000000ns 1209600000000000ns 500000ns 3ns)"},
      {"a longer word after a number is a unit of its own", "[5minutes, 5mm]",
       "(set 5minutes 5mm)"},
      {"dates and times",
       "[2026-03-02, 2026-03-02T10:00, 2026-03-02T10:00:30Z, 2026-03-02T10:00+01:00]",
       "(set @2026-03-02 @2026-03-02T10:00 @2026-03-02T10:00:30Z @2026-03-02T10:00+01:00)"},
      {"yes and no", "true != false", "(!= true false)"},
      {"escapes", R"("a\n\t\"\\\{\}\u{e9}\u{1F600}")", "'a\n\t\"\\{}\u00e9\U0001F600'"},
      {"raw texts", "\"\"\"a \"b\" \\n\nc\"\"\"", "'a \"b\" \\n\nc'"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto file = parsed("let x = " + std::string(c.text) + "\n");
    REQUIRE(file.text() == "");
    CHECK(shape(file.decl<ast::Let>().value.get()) == c.want);
  }
}

TEST_CASE("expressions know the text that they were written as", "[dsl][parser]") {
  const auto file = parsed("let x = (a + 5EUR) * f(b)   in   1..2 # said\n");
  const auto& in = *file.decl<ast::Let>().value;
  CHECK(file.at(in.span) == "(a + 5EUR) * f(b)   in   1..2");
  CHECK(file.at(in.operator_span) == "in");
  CHECK(file.at(in.children[1]->span) == "1..2");
  const auto& times = *in.children[0];
  CHECK(file.at(times.operator_span) == "*");
  CHECK(file.at(times.children[0]->span) == "(a + 5EUR)");
  CHECK(file.at(times.children[1]->span) == "f(b)");
}

TEST_CASE("operators of two words know both", "[dsl][parser]") {
  const auto file = parsed("let x = a  not  in b\nlet y = c is  missing\n");
  CHECK(file.at(file.decl<ast::Let>(0).value->operator_span) == "not  in");
  CHECK(file.at(file.decl<ast::Let>(1).value->operator_span) == "is  missing");
}

}  // namespace
}  // namespace tocsin::dsl
