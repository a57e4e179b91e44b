#include "dsl/findings.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>

namespace tocsin::dsl {
namespace {

// Empty lines so that the text begins at that line.
std::string at_line(std::uint32_t line, const std::string& text) {
  return std::string(line - 1, '\n') + text;
}

// The n-th occurrence of `part` in a file.
Span find(const Sources& sources, std::uint32_t file, std::string_view part, int n = 1) {
  const std::string_view text = sources.file(file).text;
  std::size_t at = text.find(part);
  while (--n > 0) at = text.find(part, at + 1);
  REQUIRE(at != std::string_view::npos);
  return {file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + part.size())};
}

// The three examples of the language's description.

TEST_CASE("a fix is shown in its line, marked, behind the labels", "[dsl][render]") {
  Sources sources;
  sources.add(
      {"loan.tocsin", at_line(32,
                              "    measure precision where arm = \"shadow\" over 7d matured\n"
                              "    needs 300 labels\n"
                              "    page when < 0.95 for 1h\n")});
  Diagnostics all;
  const auto number = find(sources, 0, "0.95");
  auto& d = all.error("T2104", number, "a share is compared with a bare number");
  d.label = "a number without unit";
  d.related.push_back({find(sources, 0, "precision"), "this is a share, between 0% and 100%"});
  d.fix = Fix{"write the threshold as a percentage", {{number, "95%"}}};
  CHECK(render(d, sources, Colour::no) == R"(error[T2104]: a share is compared with a bare number
  --> loan.tocsin:34:17
   |
32 |     measure precision where arm = "shadow" over 7d matured
   |             --------- this is a share, between 0% and 100%
33 |     needs 300 labels
34 |     page when < 0.95 for 1h
   |                 ^^^^ a number without unit
   |
help: write the threshold as a percentage
   |
34 |     page when < 95% for 1h
   |                 ~~~
   = explain: tocsin explain T2104
)");
}

TEST_CASE("a note says why", "[dsl][render]") {
  Sources sources;
  sources.add({"loan.tocsin",
               at_line(41, "    warn when > 320ms for 10m\n    page when > 300ms for 5m\n")});
  Diagnostics all;
  auto& d = all.error("T3102", find(sources, 0, "320ms"),
                      "`warn` is stricter than `page`, so `page` would fire first");
  d.label = "reached only after 300ms";
  d.related.push_back({find(sources, 0, "300ms"), "`page` starts here"});
  d.notes.emplace_back("with `>`, thresholds must rise with the severity: info < warn < page");
  CHECK(render(d, sources, Colour::no) ==
        R"(error[T3102]: `warn` is stricter than `page`, so `page` would fire first
  --> loan.tocsin:41:17
   |
41 |     warn when > 320ms for 10m
   |                 ^^^^^ reached only after 300ms
42 |     page when > 300ms for 5m
   |                 ----- `page` starts here
   |
   = note: with `>`, thresholds must rise with the severity: info < warn < page
   = explain: tocsin explain T3102
)");
}

TEST_CASE("a label in another file names that file", "[dsl][render]") {
  Sources sources;
  sources.add({"loan.tocsin", at_line(52, "    by platfrom\n")});
  sources.add({"models/loan.tocsin", at_line(11, "  feature platform: category of platforms\n")});
  Diagnostics all;
  auto& d = all.error("T1203", find(sources, 0, "platfrom"),
                      "the model `loan_rejection` has no field `platfrom`");
  d.label = "not declared";
  d.related.push_back({find(sources, 1, "platform"), "a field with a similar name"});
  d.fix = Fix{"use the declared name", {{d.span, "platform"}}};
  CHECK(render(d, sources, Colour::no) ==
        R"(error[T1203]: the model `loan_rejection` has no field `platfrom`
  --> loan.tocsin:52:8
   |
52 |     by platfrom
   |        ^^^^^^^^ not declared
   |
  ::: models/loan.tocsin:11:11
   |
11 |   feature platform: category of platforms
   |           -------- a field with a similar name
help: use the declared name
   |
52 |     by platform
   |        ~~~~~~~~
   = explain: tocsin explain T1203
)");
}

TEST_CASE("lines far apart are joined by dots, and wide numbers widen the margin",
          "[dsl][render]") {
  Sources sources;
  sources.add({"a.tocsin", "first\n" + at_line(1233, "last\n")});
  Diagnostics all;
  auto& d = all.lint("L001", find(sources, 0, "last"), "so it is");
  d.related.push_back({find(sources, 0, "first"), "begun here"});
  CHECK(render(d, sources, Colour::no) == R"(warning[L001]: so it is
    --> a.tocsin:1234:1
     |
   1 | first
     | ----- begun here
...
1234 | last
     | ^^^^
     |
     = explain: tocsin explain L001
)");
}

TEST_CASE("marks stand under what they mean in any script", "[dsl][render]") {
  Sources sources;
  sources.add({"a.tocsin", "\t\"\xE6\x97\xA5\xE6\x9C\xAC e\xCC\x81\" x\n"});
  Diagnostics all;
  const auto& d = all.error("T0006", find(sources, 0, "x"), "more text");
  CHECK(render(d, sources, Colour::no) ==
        "error[T0006]: more text\n"
        "  --> a.tocsin:1:10\n"
        "   |\n"
        " 1 |     \"\xE6\x97\xA5\xE6\x9C\xAC e\xCC\x81\" x\n"
        "   |              ^\n"
        "   |\n"
        "   = explain: tocsin explain T0006\n");
}

TEST_CASE("control characters of a file do not reach the terminal", "[dsl][render]") {
  Sources sources;
  sources.add({"a.tocsin", "a \x1B[31m b\n"});
  Diagnostics all;
  const auto text =
      render(all.error("T0006", find(sources, 0, "b"), "more text"), sources, Colour::no);
  CHECK(text.find('\x1B') == std::string::npos);
}

TEST_CASE("of a long line the part that matters is shown", "[dsl][render]") {
  Sources sources;
  sources.add({"a.tocsin", std::string(5000, 'a') + " x " + std::string(5000, 'b')});
  Diagnostics all;
  const auto text =
      render(all.error("T0006", find(sources, 0, "x"), "more text"), sources, Colour::no);
  CHECK(text.size() < 500);
  CHECK(text.find(" x bb") != std::string::npos);
}

TEST_CASE("a fix over several lines shows the lines it makes", "[dsl][render]") {
  Sources sources;
  sources.add({"a.tocsin", "model a\n{\n}\n"});
  Diagnostics all;
  auto& d = all.error("T0015", find(sources, 0, "{"),
                      "the opening brace belongs on the line of `model a`");
  d.fix = Fix{"move the brace up", {{{0, 7, 9}, " {"}}};
  CHECK(render(d, sources, Colour::no) ==
        R"(error[T0015]: the opening brace belongs on the line of `model a`
  --> a.tocsin:2:1
   |
 2 | {
   | ^
   |
help: move the brace up
   |
 1 | model a {
   |         ~
   = explain: tocsin explain T0015
)");
}

TEST_CASE("the brief form is one line", "[dsl][render]") {
  Sources sources;
  sources.add({"a.tocsin", "unit EUR USD\n"});
  Diagnostics all;
  const auto& d = all.error("T0006", find(sources, 0, "USD"), "more text");
  CHECK(render_brief(d, sources) == "a.tocsin:1:10: error[T0006]: more text\n");
}

TEST_CASE("the JSON form says everything", "[dsl][render]") {
  Sources sources;
  sources.add({"a.tocsin", "unit EUR USD\n"});
  Diagnostics all;
  auto& d = all.error("T0006", find(sources, 0, "USD"), "bytes \xFF");
  d.label = "here";
  d.related.push_back({find(sources, 0, "EUR"), "there"});
  d.notes.emplace_back("because");
  d.fix = Fix{"separate", {{{0, 8, 9}, "; "}}, false};
  const auto json = nlohmann::json::parse(render_json({{all.all(), sources}}));
  REQUIRE(json.size() == 1);
  CHECK(json[0]["code"] == "T0006");
  CHECK(json[0]["level"] == "error");
  CHECK(json[0]["message"] == "bytes \xEF\xBF\xBD");
  CHECK(json[0]["path"] == "a.tocsin");
  CHECK(json[0]["line"] == 1);
  CHECK(json[0]["column"] == 10);
  CHECK(json[0]["end_column"] == 13);
  CHECK(json[0]["related"][0]["text"] == "there");
  CHECK(json[0]["related"][0]["column"] == 6);
  CHECK(json[0]["notes"][0] == "because");
  CHECK(json[0]["fix"]["machine_applicable"] == false);
  CHECK(json[0]["fix"]["edits"][0]["text"] == "; ");
  CHECK(render_json({}) == "[]\n");
}

TEST_CASE("colours are asked for", "[dsl][render]") {
  Sources sources;
  sources.add({"a.tocsin", "unit EUR USD\n"});
  Diagnostics all;
  const auto& d = all.error("T0006", find(sources, 0, "USD"), "more text");
  CHECK(render(d, sources, Colour::no).find('\x1B') == std::string::npos);
  CHECK(render(d, sources, Colour::yes).find("\x1B[1;31merror[T0006]\x1B[0m") == 0);
}

TEST_CASE("diagnostics are sorted by place and each is told once", "[dsl][render]") {
  Diagnostics all;
  all.error("T2000", {1, 5, 6}, "later file");
  all.error("T2000", {0, 5, 6}, "same");
  all.error("T1000", {0, 5, 6}, "smaller code");
  all.lint("L001", {0, 1, 2}, "first");
  all.error("T2000", {0, 5, 6}, "same");
  CHECK(all.has_errors());
  all.sort();
  std::vector<std::string> messages;
  for (const auto& d : all.all()) messages.push_back(d.message);
  CHECK(messages == std::vector<std::string>{"first", "smaller code", "same", "later file"});
}

}  // namespace
}  // namespace tocsin::dsl
