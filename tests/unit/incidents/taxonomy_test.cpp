#include "incidents/taxonomy.hpp"

#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

using namespace tocsin;
using incidents::categories;
using incidents::parse_category;

TEST_CASE("every cause has a name of its own, a dotted one, and one sentence",
          "[incidents][taxonomy]") {
  std::set<std::string_view> seen;
  for (const auto& [name, help] : categories()) {
    CAPTURE(name);
    CHECK(seen.insert(name).second);
    CHECK(std::ranges::all_of(
        name, [](char c) { return (c >= 'a' && c <= 'z') || c == '.' || c == '_'; }));
    CHECK(std::ranges::count(name, '.') <= 1);
    CHECK(help.ends_with("."));
    CHECK(parse_category(name)->name == name);
  }
}

TEST_CASE("a cause that is typed wrongly is understood and told", "[incidents][taxonomy]") {
  struct Case {
    std::string_view why, typed, meant;
  };
  const auto c = GENERATE(values<Case>({
      {"a letter wrong", "data.shema", "data.schema"},
      {"letters swapped", "data.untis", "data.unit"},
      {"another case", "Data.Unit", "data.unit"},
      {"a dash for the dot", "data-unit", "data.unit"},
      {"a slash for the dot", "model/drift", "model.drift"},
      {"only the part after the dot", "drift", "model.drift"},
      {"that part with a typo", "capcity", "serving.capacity"},
      {"that part with a dash", "false-alarm", "monitor.false_alarm"},
      {"the wrong group", "model.threshold", "monitor.threshold"},
      {"the group with a typo", "serv.latency", "serving.latency"},
      {"no group where there is none", "infrastructure", ""},
      {"another word altogether", "gremlins", ""},
      {"nothing", "", ""},
      {"an escape code", "\x1b[31mdata", ""},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto result = parse_category(c.typed);
    REQUIRE_FALSE(result.has_value());
    const auto& words = result.error().message;
    if (c.meant.empty()) {
      CHECK_THAT(words, Catch::Contains("the causes are data.schema, data.missing"));
    } else {
      CHECK_THAT(words, Catch::EndsWith("did you mean `" + std::string(c.meant) + "`?"));
    }
    CHECK(words.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("a group is no cause, and a filter all the same", "[incidents][taxonomy]") {
  const auto cause = parse_category("serving");
  REQUIRE_FALSE(cause.has_value());
  CHECK_THAT(cause.error().message, Catch::Contains("serving.latency, serving.capacity"));
  CHECK(incidents::parse_cause_filter("serving").value() == "serving");
  CHECK(incidents::parse_cause_filter("serving.config").value() == "serving.config");
  CHECK_FALSE(incidents::parse_cause_filter("serv").has_value());
}

TEST_CASE("the page has every cause with its meaning", "[incidents][docs]") {
  std::ifstream page(test::source_dir() / "docs" / "incidents.md");
  REQUIRE(page);
  const std::string text{std::istreambuf_iterator<char>(page), {}};
  std::size_t last = 0;
  for (const auto& [name, help] : categories()) {
    const auto place = text.find(fmt::format("| `{}` | {} |\n", name, help));
    CAPTURE(name);
    REQUIRE(place != text.npos);
    CHECK(place > last);
    last = place;
  }
}
