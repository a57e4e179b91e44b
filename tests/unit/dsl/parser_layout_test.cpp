#include "tests/unit/dsl/parsed.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

using test::nth;
using test::parse_whole;
using test::parsed;

const ast::Monitor& first_monitor(const test::Parsed& file) {
  return nth<ast::Monitor>(file.decl<ast::Watch>().items, 0);
}

TEST_CASE("blocks may stand on one line", "[dsl][parser]") {
  const auto file = parsed(
      "watch m { contract c \"x\" { over 1h; expect a: b { warn when < 98%; page when < 90% } } } "
      "unit EUR");
  CHECK(file.text() == "");
  const auto& expect = nth<ast::Expect>(first_monitor(file).clauses, 0);
  CHECK(expect.body.size() == 2);
  CHECK(file.decl<ast::Unit>().names[0].text == "EUR");
}

TEST_CASE("a clause goes on in lines that begin with a continuation word", "[dsl][parser]") {
  const auto file = parsed(R"(watch m {
  fear f "x"
    was g {
  }
}
)");
  CHECK(first_monitor(file).was->text == "g");
  const auto long_ladder = parsed(R"(watch m {
  fear f "x" {
    measure precision  # what
      # a remark between
      where a
        and b
        or c

      against training
      over 7d
      every 1h
      on arrival
    page when < 95%
      with 99% confidence
      for 1h
      until >= 96%
      for 2h
  }
}
route page
  where model = "m"
  to a, b
  repeat 1h
  wait 5m
  quietly
  group by model,
    monitor
  digest monday 08:00 in "UTC"
incident from warn
  by model
  join 10m
)");
  CHECK(long_ladder.text() == "");
  const auto& measure = nth<ast::Measure>(first_monitor(long_ladder).clauses, 0);
  CHECK(measure.against->parts[0].text == "training");
  CHECK(measure.window->labels->text == "arrival");
  const auto& page = nth<ast::Ladder>(first_monitor(long_ladder).clauses, 0);
  CHECK(page.until->hold->value == std::chrono::hours(2));
  const auto& route = long_ladder.decl<ast::Route>();
  CHECK(route.options.size() == 5);
  CHECK(route.options[3].paths.size() == 2);
  CHECK(long_ladder.decl<ast::Incident>().join);
}

TEST_CASE("line ends of Windows, a byte order mark and a missing last line end change nothing",
          "[dsl][parser]") {
  const std::string text = "tocsin 1\n## Said.\nmodel m \"t\" {\n  time at # why\n}\n\nunit EUR";
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : text) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto file = parse_whole(windows);
  CHECK(file.text() == "");
  CHECK(file.decl<ast::Model>().doc == "Said.");
  CHECK(nth<ast::TimeItem>(file.decl<ast::Model>().items, 0).field.text == "at");
  CHECK(file.decl<ast::Unit>().names[0].text == "EUR");
}

TEST_CASE("doc comments belong to what follows them", "[dsl][parser]") {
  const auto file = parsed(R"(
## First line.
##   Second line.
let x = 1
watch m {
  ## Of the monitor.
  contract c "x" {
    ## Of the check.
    expect a: b
  }
  ## Of the let.
  let y = 2
}
)");
  CHECK(file.text() == "");
  CHECK(file.decl<ast::Let>().doc == "First line.\nSecond line.");
  CHECK(first_monitor(file).doc == "Of the monitor.");
  CHECK(nth<ast::Expect>(first_monitor(file).clauses, 0).doc == "Of the check.");
  CHECK(nth<ast::Let>(file.decl<ast::Watch>().items, 0).doc == "Of the let.");
}

TEST_CASE("a gap is read before a rung, a count before a duration", "[dsl][parser]") {
  const auto file = parsed(R"(watch m {
  fear f "x" {
    no data no
    too few ok
    no when > 5
    over 5000 events
    warn when > 1 for 3 of 5
  }
}
)");
  CHECK(file.text() == "");
  const auto& clauses = first_monitor(file).clauses;
  CHECK(nth<ast::Gap>(clauses, 0).policy.text == "no");
  CHECK(nth<ast::Ladder>(clauses, 0).severity.text == "no");
  CHECK(nth<ast::WindowClause>(clauses, 0).window->kind == ast::Window::Kind::events);
  CHECK(nth<ast::Ladder>(clauses, 1).of == std::pair{3, 5});
}

TEST_CASE("words of the language are free as names", "[dsl][parser]") {
  const auto file = parsed(R"(
model model {
  time time
  key key, every
  feature feature: number
  field `in`: text, column "not"
}
watch model { fear fear "x" { by by, top top 5 and overall; for when > 1 } }
channel channel: email { to ["a"]; route "b" }
test "x" of model.fear { given { over = 1; model = 2 } }
)");
  CHECK(file.text() == "");
  CHECK(nth<ast::FieldItem>(file.decl<ast::Model>().items, 1).name.text == "in");
  CHECK(nth<ast::By>(first_monitor(file).clauses, 0).segments.size() == 2);
  CHECK(file.decl<ast::Channel>().settings[1].name.text == "route");
}

TEST_CASE("types of fields and parameters are read", "[dsl][parser]") {
  const auto file = parsed(R"(
model m {
  field a: bool
  field b: int, range -1..200
  field c: time
  field d: category
  field e: category of m.names, sensitive
  score s: share, for "yes"
  label l: bool, within 1d, arrives when_known
  reference last rolling 28d ago 7d
  source csv("x.csv")
  tag area = "home"
}
let f(a: any field, b: reference, c: duration in ms, d: number in EUR = 5EUR,) = 1
)");
  CHECK(file.text() == "");
  const auto& items = file.decl<ast::Model>().items;
  const auto& range = *nth<ast::FieldItem>(items, 1).attributes[0].range;
  CHECK(range.children[0]->op == ast::Op::negate);
  CHECK(nth<ast::FieldItem>(items, 4).type.set->path.parts[1].text == "names");
  CHECK(nth<ast::FieldItem>(items, 5).attributes[0].kind == ast::FieldAttr::Kind::for_value);
  CHECK(nth<ast::FieldItem>(items, 6).attributes[1].name.text == "when_known");
  CHECK(nth<ast::RefItem>(items, 0).ago->value == std::chrono::hours(24 * 7));
  CHECK(nth<ast::SourceItem>(items, 0).call->args[0].value->text == "x.csv");
  CHECK(nth<ast::Meta>(items, 0).tag->text == "area");
  const auto& params = file.decl<ast::Let>().params;
  CHECK(params[0].type.word == "any");
  CHECK(params[2].type.unit->text == "ms");
  CHECK(params[3].fallback->text == "EUR");
}

}  // namespace
}  // namespace tocsin::dsl
