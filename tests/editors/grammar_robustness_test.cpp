#include "tests/editors/corpus.hpp"
#include "tests/editors/syntax_tree.hpp"

#include <catch2/catch.hpp>

#include <chrono>

namespace tocsin::test {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

double seconds_to_parse(const std::string& text) {
  const auto begin = std::chrono::steady_clock::now();
  const SyntaxTree tree(text);
  CHECK(ts_node_end_byte(tree.root()) <= text.size());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// The shortest of a few runs: the machine may be busy with other things.
double fastest(const std::string& text) {
  double best = seconds_to_parse(text);
  for (int i = 0; i < 2; ++i) best = std::min(best, seconds_to_parse(text));
  return best;
}

}  // namespace

TEST_CASE("every beginning of a rule file has a tree", "[editors][robustness]") {
  for (const auto& rules :
       {rule_files("rules/loan_rejection")[0], examples_in("docs/language.md")[0]}) {
    CAPTURE(rules.name);
    for (std::size_t size = 0; size <= rules.text.size(); ++size) {
      const SyntaxTree tree(std::string_view(rules.text).substr(0, size));
      REQUIRE(ts_node_end_byte(tree.root()) <= size);
    }
  }
}

TEST_CASE("ten times the text takes about ten times as long", "[editors][robustness]") {
  struct Case {
    std::string_view why;
    std::string_view text;
  };
  const auto c = GENERATE(values<Case>({
      {"monitors",
       "watch m { fear a \"b\" {\n measure p95(c) over 1h\n page when > 5ms for 1h\n} }\n"},
      {"comments between the lines of a clause", "# nothing\n"},
      {"empty lines", "\n"},
      {"operators without operands", "and or not\n"},
      {"open brackets", "(["},
      {"open blocks", "watch m {\n"},
      {"quotes", "\"\n"},
      {"clauses that break off", "measure a over\n"},
  }));
  DYNAMIC_SECTION(c.why) {
    const auto times = 20'000 / c.text.size();
    const auto prefix = std::string("watch m { fear a { measure b\n");
    const auto small = fastest(prefix + repeated(c.text, times));
    const auto large = fastest(prefix + repeated(c.text, 10 * times));
    CAPTURE(small, large);
    CHECK(large < 40 * small + 0.05);
  }
}

}  // namespace tocsin::test
