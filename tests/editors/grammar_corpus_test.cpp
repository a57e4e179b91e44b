#include "dsl/parser.hpp"
#include "tests/editors/corpus.hpp"
#include "tests/editors/syntax_tree.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>

namespace tocsin::test {
namespace {

// What our own parser rejects although the grammar for editors takes it, and why it may.
struct Leniency {
  std::string_view name;
  std::string_view why;
};
constexpr std::array<Leniency, 5> kLenient{{
    {"tests/diagnostics/T0010_operator_word_as_name.tocsin",
     "an operator word is read as a name where no operator can stand"},
    {"tests/diagnostics/T0011_not_utf8.tocsin", "editors show what they can of such bytes"},
    {"tests/diagnostics/T0012_stray_doc.tocsin", "a doc comment is coloured wherever it stands"},
    {"tests/diagnostics/T0017_allowance.tocsin", "to an editor an allowance is a comment"},
    {"tests/diagnostics/T1101_header.tocsin", "a second header looks like the first"},
}};

bool is_lenient(std::string_view name) {
  return std::ranges::find(kLenient, name, &Leniency::name) != kLenient.end();
}

// The codes of the errors that our own parser reports. Examples may do without the header, T0013,
// which an editor does not miss.
std::vector<std::string> syntax_errors(const RuleText& rules) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({rules.name, rules.text});
  (void)dsl::parse(sources, 0, diagnostics);
  std::vector<std::string> codes;
  for (const auto& found : diagnostics.all())
    if (found.level == dsl::Level::error && found.code != "T0013") codes.push_back(found.code);
  return codes;
}

}  // namespace

TEST_CASE("the grammar for editors and the parser agree on what is a rule file",
          "[editors][corpus]") {
  const auto texts = all_rule_texts();
  REQUIRE(texts.size() > 100);
  for (const auto& rules : texts) {
    if (is_lenient(rules.name)) continue;
    CAPTURE(rules.name);
    const auto errors = syntax_errors(rules);
    const auto faults = SyntaxTree(rules.text).faults();
    if (errors.empty())
      CHECK(faults == std::vector<std::string>{});
    else
      CHECK(!faults.empty());
  }
}

TEST_CASE("what only the grammar for editors takes is known, and still so", "[editors][corpus]") {
  const auto texts = all_rule_texts();
  for (const auto& [name, why] : kLenient) {
    CAPTURE(name, why);
    const auto rules = std::ranges::find(texts, name, &RuleText::name);
    REQUIRE(rules != texts.end());
    CHECK(!syntax_errors(*rules).empty());
    CHECK(SyntaxTree(rules->text).faults().empty());
  }
}

}  // namespace tocsin::test
