#include "tests/unit/dsl/parsed.hpp"

#include <catch2/catch.hpp>

namespace tocsin::dsl {
namespace {

using test::parse_whole;
using test::parsed;

using Places = std::vector<std::string>;

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

TEST_CASE("two hundred levels of brackets are read, one more is told", "[dsl][parser]") {
  struct Case {
    std::string_view why, open, inside, close;
  };
  const auto c = GENERATE(values<Case>({
      {"parentheses", "(", "a", ")"},
      {"sets", "[", "a", "]"},
      {"calls", "f(", "a", ")"},
      {"not", "not ", "a", ""},
      {"signs", "-", "a", ""},
      {"sets behind in", "a in [", "b", "]"},
      {"parentheses behind in", "a in (", "b", ")"},
      {"filters", "f(a where ", "b", ")"},
      {"named arguments", "f(a: ", "b", ")"},
  }));
  const auto nested = [&](std::size_t levels) {
    return parsed("let x = " + repeated(c.open, levels) + std::string(c.inside) +
                  repeated(c.close, levels) + "\nunit EUR\n");
  };
  DYNAMIC_SECTION(c.why) {
    CHECK(nested(200).text() == "");
    auto deep = nested(201);
    REQUIRE(deep.places().size() == 1);
    const auto& told = deep.diagnostics.all()[0];
    CHECK(told.code == "T0016");
    const std::size_t first = std::string_view("tocsin 1\nlet x = ").size();
    CHECK(told.span.begin >= first + 200 * c.open.size());
    CHECK(told.span.begin < first + 201 * c.open.size());
    CHECK(deep.decl<ast::Unit>().names[0].text == "EUR");
  }
}

TEST_CASE("blocks inside of blocks are limited too", "[dsl][parser]") {
  auto file = parsed("watch m { contract c \"x\" { " + repeated("expect a: b { ", 5000) +
                     repeated("} ", 5000) + "} }\nunit EUR\n");
  CHECK(file.places().size() == 1);
  CHECK(file.diagnostics.all()[0].code == "T0016");
  CHECK(file.decl<ast::Unit>().names[0].text == "EUR");
}

TEST_CASE("a thousand operators are read, one more is told", "[dsl][parser]") {
  for (const std::string_view op : {" + 1", " * 1", " and a", " or a"}) {
    CHECK(parsed("let x = a" + repeated(op, 1000) + "\n").text() == "");
    CHECK(parsed("let x = a" + repeated(op, 1001) + "\n").places().size() == 1);
  }
  // Chains inside of chains: the tree is as deep as all of them together.
  std::string text = "a";
  for (int i = 0; i < 150; ++i) text = "(" + text + repeated(" + 1", 900) + ")";
  auto file = parsed("let x = " + text + "\n");
  CHECK(file.places().size() == 1);
  CHECK(file.diagnostics.all()[0].code == "T0016");
}

TEST_CASE("hostile texts are read in time that grows with their size", "[dsl][parser]") {
  const auto part = GENERATE(
      as<std::string>{}, "(", "[", "{", "}", ")", "f(", "[[a],", "not ", "-", "!", "a in (", "a.",
      "`", "\"", "\"\"\"", "\\", "#", "##", "## a\n", "a = (", "1", "1_", "1h", "1.", "a,",
      "let x = [\n", "model m {\n", "watch m { fear f {", "expect a: b {", "\n", ";", "\r", "\t",
      "x where ", "\"\\q", "test \"x\" { given { a = ", "route a to b where ", "no ", "every ");
  CAPTURE(part);
  auto bare = parse_whole("tocsin 1\n" + repeated(part, 20'000 / part.size()));
  auto in_let = parse_whole("tocsin 1\nlet x = " + repeated(part, 20'000 / part.size()));
  auto in_fear =
      parse_whole("tocsin 1\nwatch m { fear f \"x\" {\n" + repeated(part, 20'000 / part.size()));
  CHECK(bare.diagnostics.all().size() <= 1001);
  CHECK(in_let.diagnostics.all().size() <= 1001);
  CHECK(in_fear.diagnostics.all().size() <= 1002);
}

TEST_CASE("after a thousand errors the rest of a file is not told", "[dsl][parser]") {
  const auto file = parsed(repeated("x\n", 5000));
  CHECK(file.diagnostics.all().size() == 1000);
  CHECK(file.diagnostics.all().back().message ==
        "expected fewer than 1000 errors in a file; the rest is not told");
  CHECK(parsed(repeated("let x = a == b\n", 5000)).diagnostics.all().size() == 1001);
}

TEST_CASE("what is no text of rules is told once", "[dsl][parser]") {
  CHECK(parse_whole(std::string("tocsin 1\n\0x\nunit", 16))
            .text()
            .find("expected text, found a NUL at byte 10") != std::string::npos);
  CHECK(parse_whole("tocsin 1\n# \xFF\nwhatever").places() == Places{"2:3 T0011"});
  CHECK(parse_whole("tocsin 1\n# \xC0\xAF").places() == Places{"2:3 T0011"});
  CHECK(parse_whole("tocsin 1\n# \xED\xA0\x80").places() == Places{"2:3 T0011"});
  CHECK(parse_whole("tocsin 1\n# \xE2\x82").places() == Places{"2:3 T0011"});
  CHECK(parse_whole("tocsin 1\n# \xFF\n").text().find("iconv -f LATIN1") != std::string::npos);
  CHECK(parse_whole("tocsin 1\n# \xE2\x82\xAC\xF0\x9F\x98\x80\n").text() == "");
}

TEST_CASE("a file in another encoding is told with its name", "[dsl][parser]") {
  struct Case {
    std::string_view why, name;
    std::size_t width, byte;  // the bytes of a character, and which of them has the letter
    std::string mark;
    std::string_view at;
  };
  const auto c = GENERATE(values<Case>({
      {"as Windows saves it", "UTF-16LE", 2, 0, "\xFF\xFE", "byte 1;"},
      {"the other way round", "UTF-16BE", 2, 1, "\xFE\xFF", "byte 1;"},
      {"without a mark", "UTF-16LE", 2, 0, "", "byte 2;"},
      {"neither a mark", "UTF-16BE", 2, 1, "", "byte 1;"},
      {"four bytes", "UTF-32LE", 4, 0, std::string("\xFF\xFE\0\0", 4), "byte 1;"},
      {"four bytes the other way", "UTF-32BE", 4, 3, std::string("\0\0\xFE\xFF", 4), "byte 3;"},
  }));
  DYNAMIC_SECTION(c.why) {
    auto text = c.mark;
    for (const char letter : std::string_view("tocsin 1\nunit EUR\n")) {
      text.resize(text.size() + c.width, '\0');
      text[text.size() - c.width + c.byte] = letter;
    }
    const auto file = parse_whole(text);
    REQUIRE(file.diagnostics.all().size() == 1);
    const auto& told = file.diagnostics.all()[0];
    CHECK(told.code == "T0011");
    CHECK_THAT(told.message, Catch::Contains(std::string(c.at) + " it is " + std::string(c.name)));
    CHECK_THAT(told.notes.at(0), Catch::Contains("iconv -f " + std::string(c.name)));
  }
}

TEST_CASE("a rule file may have four mebibytes", "[dsl][parser]") {
  std::string text = "tocsin 1\n#";
  text.resize(std::size_t{4} << 20, 'x');
  CHECK(parse_whole(text).text() == "");
  const auto larger = parse_whole(text + "x");
  CHECK(larger.diagnostics.all().size() == 1);
  CHECK(larger.diagnostics.all()[0].message ==
        "expected a rule file of at most 4 MiB, found 4.0 MiB");
  CHECK(larger.file.broken);
}

TEST_CASE("numbers that no computer holds are told", "[dsl][parser]") {
  CHECK(parsed("let x = 1e999\n").places() == Places{"2:9 T0001"});
  CHECK(parsed("let x = 1e-999\n").text() == "");
  CHECK(parsed("let x = 400000d\n").places() == Places{"2:9 T0001"});
  CHECK(parsed("watch m { every 1e30w }\n").places() == Places{"2:17 T0001"});
  CHECK(parsed("watch m { fear f \"x\" { warn when > 1 for 99999999999 of 5 } }\n").places() ==
        Places{"2:42 T0001"});
}

TEST_CASE("an empty file lacks only its version", "[dsl][parser]") {
  CHECK(parse_whole("").places() == Places{"1:1 T0013"});
  CHECK(parse_whole("\xEF\xBB\xBF").places() == Places{"1:1 T0013"});
  CHECK(parse_whole("# only a remark").places() == Places{"1:1 T0013"});
}

}  // namespace
}  // namespace tocsin::dsl
