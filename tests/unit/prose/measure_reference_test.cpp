#include "prose/measure_reference.hpp"

#include "evaluators/catalogue.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string_view>

namespace tocsin::prose {

// TOCSIN_BLESS rewrites the page; the target `bless` sets it.
TEST_CASE("the reference of measures on the page is that of the catalogue", "[prose][bless]") {
  const auto path = test::source_dir() / "docs" / "measures.md";
  const auto page = test::content_of(path);
  const auto fresh = with_reference(page, measure_reference(evaluators::measures()));
  REQUIRE(page.find("<!-- measures -->") != std::string::npos);
  if (std::getenv("TOCSIN_BLESS") != nullptr) std::ofstream(path) << fresh;
  INFO("cmake --build BUILD --target bless brings the page up to date");
  CHECK(test::content_of(path) == fresh);
}

TEST_CASE("a measure is described by its own definition", "[prose]") {
  dsl::MeasureDef def;
  def.name = "gap";
  def.summary = "Largest gap.";
  def.params = {{"x", dsl::ParamKind::numeric}, {"by", dsl::ParamKind::field, false}};
  def.result = dsl::ResultKind::unit_interval;
  def.formula = "max |a - b|";
  def.dialect = "Exact.";
  def.needs.reference = true;
  def.options = {{"bins", dsl::OptionKind::count, {}, false, "10"}};
  def.certainty = dsl::Certainty::same_curve;
  def.cost = dsl::Cost::bins;
  const dsl::MeasureDef* all[] = {&def};
  CHECK(measure_reference(all) ==
        "\n## Against a reference\n\n### `gap(x, by?)`\n\nLargest gap. It is a number from 0 to 1. "
        "*Definition:* max \\|a - b\\|. Exact.\n\n- *Takes:* `bins:` (else `10`)\n"
        "- *Interval:* none; evidence for the distance: two-sample Kolmogorov-Smirnov test\n"
        "- *Cost:* bins; a row: its bin is looked up, a reading: one pass over the bins\n"
        "- *Push-down:* none\n\n");
  def.push_down = "max(x)";
  CHECK(push_down(def) == "`max(x)`");
  def.evaluated = false;
  CHECK(measure_reference(all).find("Cost") == std::string::npos);
}

TEST_CASE("every measure that is evaluated says what it costs", "[prose]") {
  for (const auto* def : evaluators::measures()) {
    CAPTURE(def->name);
    CHECK(cost(*def).empty() != def->evaluated);
    CHECK(!interval(*def).empty());
  }
}

TEST_CASE("only what stands between the marks is replaced", "[prose]") {
  const std::string page = "a\n<!-- measures -->\nold\n<!-- end of measures -->\nb\n";
  CHECK(with_reference(page, "new\n") ==
        "a\n<!-- measures -->\nnew\n<!-- end of measures -->\nb\n");
  CHECK(with_reference("no marks\n", "new\n") == "no marks\n");
}

// A brace that means nothing would leave a hole in a sentence.
TEST_CASE("every measure has its phrase, made of what the measure takes", "[prose]") {
  for (const auto* def : evaluators::measures()) {
    CAPTURE(def->name, def->phrase);
    CHECK_FALSE(def->phrase.empty());
    std::set<std::string_view> known{"prediction", "label", "positive", "score", "reference"};
    for (const auto& param : def->params) known.insert(param.name);
    for (const auto& option : def->options) known.insert(option.name);
    for (auto at = def->phrase.find('{'); at != std::string_view::npos;
         at = def->phrase.find('{', at + 1)) {
      const auto name = def->phrase.substr(at + 1, def->phrase.find('}', at) - at - 1);
      CAPTURE(name);
      CHECK(known.contains(name));
    }
    for (const auto& param : def->params) {
      CAPTURE(param.name);
      CHECK(def->phrase.find(fmt::format("{{{}}}", param.name)) != std::string_view::npos);
    }
  }
}

}  // namespace tocsin::prose
