// Formatting changes the layout of a rule file and nothing else.
#include "dsl/format.hpp"

#include "tests/properties/meaning.hpp"
#include "tests/properties/rule_programs.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace tocsin {
namespace {

using test::meaning;

void check_formatted(const std::string& text, const dsl::Formatted& formatted) {
  const auto before = meaning(text);
  const auto after = meaning(formatted.text);
  CAPTURE(text, formatted.text);
  REQUIRE(after.program == before.program);
  REQUIRE(after.comments == before.comments);
  REQUIRE(after.faults == before.faults);
  const auto again = dsl::format(formatted.text);
  REQUIRE(again.text == formatted.text);
}

TEST_CASE("parse(fmt(x)) == parse(x) for any program", "[property][format]") {
  const auto noise = GENERATE(test::Noise::none, test::Noise::blanks, test::Noise::comments);
  const auto first = test::first_seed(1);
  for (auto seed = first; seed < first + test::cases(300); ++seed) {
    CAPTURE(seed);
    const auto text = test::rule_program(seed, noise);
    REQUIRE(meaning(text).faults == 0);
    const auto formatted = dsl::format(text);
    CAPTURE(text);
    REQUIRE(formatted.whole);
    check_formatted(text, formatted);
  }
}

TEST_CASE("a file with faults keeps them, and its other clauses", "[property][format]") {
  const auto first = test::first_seed(1);
  for (auto seed = first; seed < first + test::cases(600); ++seed) {
    CAPTURE(seed);
    const auto text = test::disturbed(test::rule_program(seed, test::Noise::comments), seed);
    check_formatted(text, dsl::format(text));
  }
}

TEST_CASE("formatting keeps what every rule file of this repository says", "[property][format]") {
  for (const auto folder : {"rules", "tests", "bench"})
    for (const auto& path : test::files_below(folder, ".tocsin")) {
      CAPTURE(path);
      const auto text = test::content_of(path);
      check_formatted(text, dsl::format(text));
    }
}

// The blocks of a page that are marked as the language's.
std::vector<std::string> examples_in(const std::string& page) {
  constexpr std::string_view kFence = "```tocsin\n";
  std::vector<std::string> examples;
  for (auto at = page.find(kFence); at != std::string::npos; at = page.find(kFence, at)) {
    at += kFence.size();
    examples.push_back(page.substr(at, page.find("```", at) - at));
  }
  return examples;
}

std::string indented(const std::string& text, std::string_view blanks) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    result += (line.empty() ? "" : std::string(blanks) + line) + "\n";
  return result;
}

// An example may be a part of a file, of a `watch`, a monitor, a model, a contract or a test.
bool is_laid_out(const std::string& example) {
  const auto two = indented(example, "  ");
  const auto four = indented(example, "    ");
  for (const auto& text : {example, "watch m {\n" + two + "}\n", "model m {\n" + two + "}\n",
                           "test \"t\" {\n" + two + "}\n", "channel c: x {\n" + two + "}\n",
                           "watch m {\n  fear f \"f\" {\n" + four + "  }\n}\n"}) {
    const auto formatted = dsl::format(text);
    if (formatted.whole) return formatted.text == text;
  }
  return false;
}

TEST_CASE("every example of the documentation is laid out", "[property][format]") {
  auto pages = test::files_below("docs", ".md");
  std::ranges::copy(test::files_below("rules", ".md"), std::back_inserter(pages));
  pages.push_back(test::source_dir() / "README.md");
  int examples = 0;
  for (const auto& page : pages)
    for (const auto& example : examples_in(test::content_of(page))) {
      CAPTURE(page, example);
      CHECK(is_laid_out(example));
      ++examples;
    }
  CHECK(examples > 0);
}

}  // namespace
}  // namespace tocsin
