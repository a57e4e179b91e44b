// Diagnostics for programs: what a scanner or a workflow reads; and many of them for a person.
#include "dsl/findings.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace tocsin::dsl {
namespace {

using nlohmann::json;

Span find(const Sources& sources, std::uint32_t file, std::string_view part) {
  const auto at = sources.file(file).text.find(part);
  REQUIRE(at != std::string::npos);
  return {file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + part.size())};
}

// An error with everything that one can have, and a lint.
struct Two {
  Sources sources;
  Diagnostics said;
  Two() {
    sources.add({"models/a, b.tocsin", "f\xC3\xBC 0.95 x\n"});
    sources.add({"\xC3\xA9.tocsin", "precision\n"});
    auto& d = said.error("T2104", find(sources, 0, "0.95"), "100% wrong:\nreally");
    d.label = "a number without unit";
    d.related.push_back({find(sources, 1, "precision"), "this is a share"});
    d.notes.emplace_back("so it is");
    d.fix = Fix{"write 95%", {{d.span, "95%"}}};
    said.lint("L003", find(sources, 0, "x"), "one bad evaluation wakes someone up");
  }
};

json region(int line, int column, int end_column) {
  return {
      {"startLine", line}, {"startColumn", column}, {"endLine", line}, {"endColumn", end_column}};
}

}  // namespace

TEST_CASE("a SARIF log has rules, places, related places and fixes", "[dsl][render]") {
  const Two two;
  const auto log = json::parse(render_sarif({{two.said.all(), two.sources, "rules/"}}, "9.9"));
  CHECK(log["version"] == "2.1.0");
  CHECK(log["$schema"].get<std::string>().find("sarif-2.1.0") != std::string::npos);
  REQUIRE(log["runs"].size() == 1);
  const auto& run = log["runs"][0];
  CHECK(run["columnKind"] == "unicodeCodePoints");
  const auto& driver = run["tool"]["driver"];
  CHECK(driver["name"] == "tocsin");
  CHECK(driver["version"] == "9.9");

  REQUIRE(run["results"].size() == 2);
  for (const auto& result : run["results"]) {
    const auto& rule = driver["rules"].at(result["ruleIndex"].get<std::size_t>());
    CHECK(rule["id"] == result["ruleId"]);
    CHECK_FALSE(rule["shortDescription"]["text"].get<std::string>().empty());
    CHECK(rule["help"]["text"].get<std::string>().size() > 100);
  }
  const auto& error = run["results"][0];
  CHECK(error["ruleId"] == "T2104");
  CHECK(error["level"] == "error");
  CHECK(error["message"]["text"] == "100% wrong:\nreally: a number without unit\nso it is");
  const auto& place = error["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"]["uri"] == "rules/models/a%2C%20b.tocsin");
  CHECK(place["region"] == region(1, 4, 8));  // by characters: the second one has two bytes
  const auto& related = error["relatedLocations"][0];
  CHECK(related["message"]["text"] == "this is a share");
  CHECK(related["physicalLocation"]["artifactLocation"]["uri"] == "rules/%C3%A9.tocsin");
  CHECK(related["physicalLocation"]["region"] == region(1, 1, 10));
  const auto& fix = error["fixes"][0];
  CHECK(fix["description"]["text"] == "write 95%");
  const auto& replacement = fix["artifactChanges"][0]["replacements"][0];
  CHECK(replacement["deletedRegion"] == region(1, 4, 8));
  CHECK(replacement["insertedContent"]["text"] == "95%");

  const auto& lint = run["results"][1];
  CHECK(lint["level"] == "warning");
  CHECK_FALSE(lint.contains("fixes"));
  CHECK_FALSE(lint.contains("relatedLocations"));
}

TEST_CASE("a SARIF log without results is whole", "[dsl][render]") {
  const Diagnostics none;
  const Sources sources;
  const auto log = json::parse(render_sarif({{none.all(), sources}}, "1"));
  CHECK(log["runs"][0]["results"] == json::array());
  CHECK(log["runs"][0]["tool"]["driver"]["rules"] == json::array());
}

TEST_CASE("documents hold what is said of several projects, each below its folder",
          "[dsl][render]") {
  const Two one, other;
  const std::vector<ProjectFindings> both{{one.said.all(), one.sources, "a/"},
                                          {other.said.all(), other.sources, "b/"}};
  const auto log = json::parse(render_sarif(both, "1"));
  REQUIRE(log["runs"].size() == 2);
  const auto uri = [](const json& run) {
    return run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  };
  CHECK(uri(log["runs"][0]) == "a/models/a%2C%20b.tocsin");
  CHECK(uri(log["runs"][1]) == "b/models/a%2C%20b.tocsin");
  const auto list = json::parse(render_json(both));
  REQUIRE(list.size() == 4);
  CHECK(list[0]["path"] == "a/models/a, b.tocsin");
  CHECK(list[2]["path"] == "b/models/a, b.tocsin");
  CHECK(list[2]["fix"]["edits"][0]["path"] == "b/models/a, b.tocsin");
  CHECK(list[2]["related"][0]["path"] == "b/\xC3\xA9.tocsin");
}

TEST_CASE("workflow commands are one line each, with what ends them escaped", "[dsl][render]") {
  const Two two;
  CHECK(render_github({two.said.all(), two.sources, "rules/"}) ==
        "::error file=rules/models/a%2C b.tocsin,line=1,endLine=1,col=4,endColumn=8,title=T2104::"
        "100%25 wrong:%0Areally%0Aa number without unit%0Anote: so it is%0Ahelp: write 95%25%0A"
        "tocsin explain T2104\n"
        "::warning file=rules/models/a%2C b.tocsin,line=1,endLine=1,col=9,endColumn=10,title=L003::"
        "one bad evaluation wakes someone up%0Atocsin explain L003\n");
  Sources sources;
  sources.add({"a.tocsin", "one\ntwo\n"});
  Diagnostics said;
  said.error("T0003", {0, 0, 7}, "over two lines").level = Level::note;
  CHECK(render_github({said.all(), sources}) ==
        "::notice file=a.tocsin,line=1,endLine=2,title=T0003::over two lines%0A"
        "tocsin explain T0003\n");
}

TEST_CASE("fifty faults stay readable", "[dsl][render]") {
  Sources sources;
  std::string text;
  for (int i = 0; i < 50; ++i) text += "  warn when < 0.95\n";
  sources.add({"a.tocsin", text + "?\n"});
  Diagnostics said;
  for (std::uint32_t i = 0; i < 50; ++i)
    said.error("T2104", {0, i * 19 + 14, i * 19 + 18}, "a share is compared with a bare number");
  said.lint("L003", find(sources, 0, "?"), "so it is");
  const auto shown = render_all(said.all(), sources, Colour::no);
  // Three are drawn, 47 take a line; the other fault is drawn, behind them as in the file.
  CHECK(std::ranges::count(shown, '^') == 3 * 4 + 1);
  CHECK(shown.find(
            "a.tocsin:4:15: error[T2104]: a share is compared with a bare number\na.tocsin:5:15") !=
        std::string::npos);
  CHECK(shown.find("a.tocsin:50:15:") < shown.find("warning[L003]"));
  CHECK(render_summary(said.all()) == "50 errors, 1 warning in 1 file: T2104 50 times\n");
  CHECK(render_summary({}).empty());
}

}  // namespace tocsin::dsl
