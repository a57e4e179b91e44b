#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"
#include "tests/unit/dsl/checked.hpp"
#include "tests/unit/dsl/parsed.hpp"

#include <catch2/catch.hpp>

#include <random>

namespace tocsin::dsl {
namespace {

using test::nth;
using test::parse_whole;
using test::parsed;

using Places = std::vector<std::string>;

std::string example(const std::string& name) {
  return tocsin::test::content_of(tocsin::test::source_dir() / "tests/unit/dsl/data" / name);
}

const ast::Monitor& first_monitor(const test::Parsed& file) {
  return nth<ast::Monitor>(file.decl<ast::Watch>().items, 0);
}

TEST_CASE("a clause that cannot be read costs that clause and nothing else", "[dsl][parser]") {
  auto file = parsed(R"(
model m {
  time
  key id
  field a number
  field b: int
}
watch m {
  every sometimes
  fear f "x" {
    measure
    needs 100 events
    warn when 5
    page when > 5
  }
}
unit EUR USD
unit GBP
)");
  CHECK(file.places() == Places{"4:7 T0001", "6:11 T0001", "10:9 T0001", "12:12 T0001",
                                "14:15 T0001", "18:10 T0006"});
  const auto& model = file.decl<ast::Model>();
  CHECK(model.items.size() == 2);
  CHECK(model.broken);
  CHECK(first_monitor(file).clauses.size() == 2);
  CHECK(first_monitor(file).broken);
  CHECK_FALSE(file.decl<ast::Watch>().items.empty());
  CHECK(file.decl<ast::Unit>().names[0].text == "GBP");
  CHECK(file.file.broken);
}

TEST_CASE("a block is read although its head is wrong", "[dsl][parser]") {
  auto file = parsed(R"(
model m title {
  time
}
channel a pagerduty { key }
watch { fear f "x" { needs 5 } }
watch m { fear f because "x" { needs 5 } }
test of m.f { seed x }
)");
  CHECK(file.places() == Places{"3:9 T0001", "4:7 T0001", "6:11 T0001", "6:27 T0001", "7:7 T0001",
                                "7:30 T0001", "8:18 T0006", "8:40 T0001", "9:6 T0001",
                                "9:20 T0001"});
  CHECK(file.decl<ast::Model>().name.text == "m");
  CHECK(file.decl<ast::Model>().broken);
  CHECK(first_monitor(file).name.text == "f");
}

TEST_CASE("reading goes on behind brackets, texts and comments of the clause that failed",
          "[dsl][parser]") {
  struct Case {
    std::string_view why;
    std::string_view clause;
    std::string_view place;
  };
  const auto c = GENERATE(values<Case>({
      {"a brace in a text", "mesure \"}\"", "4:1 T0002"},
      {"a brace in a comment", "mesure # }", "4:1 T0002"},
      {"a brace in a back-ticked name", "mesure `}`", "4:1 T0002"},
      {"a block of its own", "mesure { warn when { } }", "4:1 T0002"},
      {"a bracket over several lines", "measure f(a,\n  b c,\n  d)", "5:5 T0001"},
      {"a bracket that is never closed", "measure f(a, [b over 5m", "4:17 T0001"},
      {"a raw text with line ends", "mesure \"\"\"a\n}\n\"\"\"", "4:1 T0002"},
      {"a clause after a semicolon", "mesure; owner \"x\"", "4:1 T0002"},
      {"an escaped quote", "mesure \"\\\"}\"", "4:1 T0002"},
  }));
  DYNAMIC_SECTION(c.why) {
    auto file = parsed("watch m {\nfear f \"x\" {\n" + std::string(c.clause) +
                       "\nneeds 5 events\n}\n}\nunit EUR\n");
    CHECK(file.places() == Places{std::string(c.place)});
    CHECK(nth<ast::Needs>(first_monitor(file).clauses, 0).needs.size() == 1);
    CHECK(file.decl<ast::Unit>().names[0].text == "EUR");
  }
}

TEST_CASE("a text without its quote before a brace hides no other fault", "[dsl][parser]") {
  const auto rules = checked(
      "watch m {\n  fear f \"It goes {\n    measure count over 1h\n"
      "    warn wen > 5\n  }\n}\n");
  CHECK(rules.errors() == std::vector<std::string>{"T0004", "T0001"});
}

TEST_CASE("a missing brace is told at the block that lacks it", "[dsl][parser]") {
  auto file = parsed(R"(
watch m {
  contract c "x" {
    expect a: b {
      warn when < 98%

    needs 5 events

  fear f "x" {
    needs 6 events
  }

model m {
  time at
)");
  CHECK(file.places() == Places{"3:9 T0003", "4:18 T0003", "5:17 T0003", "14:9 T0003"});
  CHECK(file.decl<ast::Watch>().items.size() == 2);
  CHECK(file.decl<ast::Model>().items.size() == 1);
}

TEST_CASE("words of a wider block are no sign of a missing brace where they are at home",
          "[dsl][parser]") {
  const auto file = parsed(R"(
watch m {
let x = 1
}
channel c: webhook {
  model "x"
  severity "high"
}
test "x" of m.f {
given {
model = "a"
}
}
)");
  CHECK(file.text() == "");
}

TEST_CASE("faults that can be understood do not keep the clause from being read", "[dsl][parser]") {
  auto file = parsed(R"(watch m
{
  every 5 min
  fear f "x" {
    measure share(a == 1 && !b || c) over 10min
    needs 60 % labelled
    warn when > 300 ms for 10 m
    page when > 2 pp
    message "\d \u{110000}"
    owner "x
  }
}
)");
  CHECK(file.places() == Places{"3:1 T0015", "4:9 T0009", "6:21 T0007", "7:11 T0009", "8:17 T0009",
                                "9:17 T0009", "10:14 T0005", "11:11 T0004"});
  CHECK(nth<ast::Every>(file.decl<ast::Watch>().items, 0).every.value == std::chrono::minutes(5));
  const auto& clauses = first_monitor(file).clauses;
  CHECK(clauses.size() == 6);
  const auto& measure = nth<ast::Measure>(clauses, 0);
  CHECK(measure.value->args[0].value->op == ast::Op::or_);
  CHECK(measure.value->args[0].value->children[0]->children[1]->op == ast::Op::not_);
  CHECK(measure.window->length.value == std::chrono::minutes(10));
  CHECK(nth<ast::Needs>(clauses, 0).needs[0].amount == 60);
  CHECK(nth<ast::Ladder>(clauses, 0).trigger.value->duration == std::chrono::milliseconds(300));
  CHECK(nth<ast::Ladder>(clauses, 0).hold->value == std::chrono::minutes(10));
  CHECK(nth<ast::Ladder>(clauses, 1).trigger.value->op == ast::Op::points);
}

TEST_CASE("the fixes of a file give a file without these faults", "[dsl][parser]") {
  const std::string text = R"(tocsin 1
watch m   # all
{
  every 5 min
  fear f "x"
  {
    measure share(a == 1&&b == 2) over 10min needs 60 % labelled
    warn wen > 300 ms fro 10 m
    page > 2 pp with 99 % confidence
    message "C:\dir"
  }
  fear in "x" { measure share(a||b or !c) }
}
)";
  auto file = parse_whole(text);
  for (int round = 0; round < 10 && file.diagnostics.has_errors(); ++round) {
    file.diagnostics.sort();
    std::string fixed = file.sources.file(0).text;
    const auto& all = file.diagnostics.all();
    for (auto d = all.rbegin(); d != all.rend(); ++d) {
      INFO(file.text());
      REQUIRE(d->fix);
      for (auto edit = d->fix->edits.rbegin(); edit != d->fix->edits.rend(); ++edit)
        fixed.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
    }
    file = parse_whole(fixed);
  }
  CHECK(file.sources.file(0).text == R"(tocsin 1
watch m {   # all

  every 5m
  fear f "x" {
    measure share(a = 1 and b = 2) over 10m; needs 60% labelled
    warn when > 300ms for 10m
    page when > 2pp with 99% confidence
    message "C:\\dir"
  }
  fear `in` "x" { measure share(a or b or not c) }
}
)");
  CHECK(file.text() == "");
}

TEST_CASE("a file without its version is read all the same", "[dsl][parser]") {
  auto file = parse_whole("unit EUR\n");
  CHECK(file.places() == Places{"1:1 T0013"});
  CHECK_FALSE(file.file.version);
  CHECK(file.decl<ast::Unit>().names.size() == 1);
}

TEST_CASE("a file of another version is not read", "[dsl][parser]") {
  CHECK(parse_whole("tocsin 2\nwhatever\n").places() == Places{"1:8 T0014"});
  CHECK(parse_whole("tocsin 99999999999\n").places() == Places{"1:8 T0014"});
  CHECK(parse_whole("tocsin 0\nwhatever\n").places() == Places{"1:8 T0001"});
}

// ---- properties --------------------------------------------------------------------------------

// Errors must not grow out of proportion: one edit breaks one clause, at worst the blocks around
// it.
void check_sane(const std::string& text) {
  auto file = parse_whole(text);
  for (const auto& d : file.diagnostics.all()) {
    REQUIRE(d.span.begin <= d.span.end);
    REQUIRE(d.span.end <= text.size());
    REQUIRE_FALSE(render(d, file.sources, Colour::no).empty());
  }
}

TEST_CASE("no beginning of a rule file brings the parser down", "[dsl][parser]") {
  for (const auto* name : {"loan.tocsin", "sampler.tocsin"}) {
    const auto text = example(name);
    for (std::size_t size = 0; size < text.size(); size += 23) check_sane(text.substr(0, size));
  }
}

TEST_CASE("random damage does not bring the parser down", "[dsl][parser]") {
  const auto seed = GENERATE(1u, 2u, 3u, 4u, 5u);
  CAPTURE(seed);
  std::mt19937 random(seed);
  const std::string_view bytes = "{}[]()\"`#\\\n;:,.=<>!&|+-*/% \tazAZ09_\xC3\xA9\r";
  for (const auto* name : {"loan.tocsin", "sampler.tocsin"}) {
    const auto text = example(name);
    for (int round = 0; round < 40; ++round) {
      auto damaged = text;
      for (int edit = 0; edit < 1 + round % 5; ++edit) {
        const auto at = random() % damaged.size();
        const auto c = bytes[random() % bytes.size()];
        if (random() % 3 == 0)
          damaged.erase(at, random() % 20);
        else if (random() % 2 == 0)
          damaged[at] = c;
        else
          damaged.insert(at, 1, c);
      }
      check_sane(damaged);
    }
  }
}

TEST_CASE("any line taken away from the loan file breaks little", "[dsl][parser]") {
  const auto text = example("loan.tocsin");
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('\n', begin) + 1;
    const auto line = text.substr(begin, end - begin);
    auto file = parse_whole(text.substr(0, begin) + text.substr(end));
    CAPTURE(line);
    CAPTURE(file.text());
    CHECK(file.diagnostics.all().size() <= (line.find('{') == std::string::npos ? 1u : 12u));
    begin = end;
  }
}

}  // namespace
}  // namespace tocsin::dsl
