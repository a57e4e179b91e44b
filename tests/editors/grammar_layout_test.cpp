#include "tests/editors/syntax_tree.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::test {
namespace {

using Faults = std::vector<std::string>;

// What stands in one monitor.
SyntaxTree monitor(std::string_view clauses) {
  return SyntaxTree(fmt::format("watch m {{\n  fear a \"b\" {{\n{}\n  }}\n}}\n", clauses));
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a clause goes on in a line that begins with a word that continues it", "[editors]") {
  struct Case {
    std::string_view why;
    std::string_view broken;
    std::string_view joined;
  };
  const auto c = GENERATE(values<Case>({
      {"a measure",
       "measure p95(latency)\n where a = 1\n against training\n over 1d\n every 1h\n matured",
       "measure p95(latency) where a = 1 against training over 1d every 1h matured"},
      {"a rung", "warn when > 5%\n with 99% confidence\n for 1h\n until clear\n for 2h",
       "warn when > 5% with 99% confidence for 1h until clear for 2h"},
      {"a condition, behind empty lines and comments",
       "measure share(a) where b = 1\n\n # why\n\n and c = 2\n or d = 3 over 1h",
       "measure share(a) where b = 1 and c = 2 or d = 3 over 1h"},
      {"a pause", "paused until 2026-04-01\n because \"x\"",
       "paused until 2026-04-01 because \"x\""},
      {"a raw query", "measure promql \"up\"\n as number\n over 5m",
       "measure promql \"up\" as number over 5m"},
      {"behind an operator, inside brackets", "measure a -\n b(\n c,\n d\n) over 1h",
       "measure a - b(c, d) over 1h"},
      {"with CRLF", "measure a\r\n over 1h\r\nwarn when true", "measure a over 1h; warn when true"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto broken = monitor(c.broken);
    CHECK(broken.faults() == Faults{});
    auto shape = broken.shape();
    if (const auto at = shape.find(" (comment)"); at != shape.npos) shape.erase(at, 10);
    CHECK(shape == monitor(c.joined).shape());
  }
}

TEST_CASE("any other line is a clause of its own", "[editors]") {
  struct Case {
    std::string_view why;
    std::string_view text;
    std::string_view node;
    std::size_t times;
  };
  const auto c = GENERATE(values<Case>({
      {"a second window", "measure a over 1h\nover 2h", "(window", 2},
      {"a window behind a check", "expect a: b\nover 2h", "(window", 1},
      {"advice behind a rung", "warn when true\nbecause \"x\"", "(meta", 1},
      {"segments behind a measure", "measure a\nby b", "(by", 1},
      {"a continuation behind a doc comment", "measure a\n## doc\nover 1h",
       "(measure (path (identifier))) (doc_comment) (window", 1},
      {"semicolons are newlines", ";;measure a; needs 5 events ;; warn when true;", "(rung", 1},
      {"a text that looks like one", "measure promql \"\"\"\nover 1h\n\"\"\" as number", "(window",
       0},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto tree = monitor(c.text);
    CHECK(tree.faults() == Faults{});
    CHECK(count(tree.shape(), c.node) == c.times);
  }
}

TEST_CASE("words of the language are free as names where they have no meaning", "[editors]") {
  CHECK(SyntaxTree("channel c: email {\n  url \"x\"\n  to [\"a\"]\n  from \"b\"\n  with 3\n}")
            .faults() == Faults{});
  CHECK(SyntaxTree("test \"t\" {\n  given {\n    a = 1\n    group = \"x\"\n    over = 5m; by = 2\n"
                   "    missing_one = missing\n    `where` = true\n  }\n}")
            .faults() == Faults{});
  CHECK(monitor("measure mean(label) + window.size over 1h\nwarn when > measure").faults() ==
        Faults{});
}

TEST_CASE("what is written together is one number", "[editors]") {
  struct Case {
    std::string_view text;
    std::string_view node;
  };
  const auto c = GENERATE(values<Case>({
      {"300ms", "(duration)"},
      {"1h30m", "(duration)"},
      {"99.5%", "(percent)"},
      {"2pp", "(points)"},
      {"50_000EUR", "(tagged)"},
      {"1e5", "(number)"},
      {"5/s", "(rate (number) (unit_name))"},
      {"5/size", "(product (number) (path (identifier)))"},
      {"2026-03-02T09:00+01:00", "(datetime)"},
      {"0..5", ""},
  }));
  CAPTURE(c.text);
  const auto tree = SyntaxTree(fmt::format("let x = {}\n", c.text));
  CHECK(tree.faults().empty() == !c.node.empty());
  if (!c.node.empty())
    CHECK(tree.shape() == fmt::format("(source_file (let name: (identifier) value: {}))", c.node));
}

TEST_CASE("one broken clause leaves its neighbours whole", "[editors]") {
  const auto broken =
      GENERATE(as<std::string>{}, "warn when > for 5m", "measure p95(latency over 5m",
               "because \"no end", "nonsense here", "over 300 ms", "by a ==");
  CAPTURE(broken);
  const auto tree = SyntaxTree(
      "model before {\n  time at\n}\nwatch m {\n  fear first {\n    "
      "measure a over 1h\n  }\n  fear second {\n    " +
      broken +
      "\n    needs 5 events\n  }\n  fear third {\n    page when true\n  }\n}\n"
      "route page to x\n");
  CHECK(!tree.faults().empty());
  for (const auto* node :
       {"(model name", "(measure (path", "(needs (number))", "(boolean)", "(route"})
    CHECK(count(tree.shape(), node) == 1);
}

}  // namespace tocsin::test
