#include "dsl/parser.hpp"
#include "tests/editors/corpus.hpp"
#include "tests/editors/syntax_tree.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cctype>
#include <random>

namespace tocsin::test {
namespace {

bool is_sound(const std::string& text) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  sources.add({"rules.tocsin", text});
  (void)dsl::parse(sources, 0, diagnostics);
  return !diagnostics.has_errors();
}

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Words and single characters.
std::vector<std::string> pieces(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && is_word_char(text[i]) && is_word_char(text[i - 1]))
      all.back() += text[i];
    else
      all.emplace_back(1, text[i]);
  }
  return all;
}

constexpr std::array kInserted{"\n",   ";",     " # c\n", "\n## d\n", " or ", " over ", " for ",
                               " by ", " not ", "-",      "(",        "[",    ",",      "*"};

std::string changed(const std::string& text, std::mt19937& random) {
  auto all = pieces(text);
  const auto any = [&](std::size_t size) { return random() % size; };
  const auto at = static_cast<std::ptrdiff_t>(any(all.size()));
  switch (any(4)) {
    case 0: all.erase(all.begin() + at); break;
    case 1: all.insert(all.begin() + at, all[any(all.size())]); break;
    case 2: std::swap(all[static_cast<std::size_t>(at)], all[any(all.size())]); break;
    default: all.insert(all.begin() + at, kInserted[any(kInserted.size())]);
  }
  std::string result;
  for (const auto& piece : all) result += piece;
  return result;
}

}  // namespace

TEST_CASE("whatever the parser takes has a tree without faults", "[editors][corpus]") {
  const auto texts = all_rule_texts();
  int taken = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    std::mt19937 random(seed);
    const auto& rules = texts[random() % texts.size()];
    if (rules.text.size() > 4000) continue;
    const auto text = changed(rules.text, random);
    if (!is_sound(text)) continue;
    ++taken;
    CAPTURE(seed, rules.name, text);
    CHECK(SyntaxTree(text).faults() == std::vector<std::string>{});
  }
  CHECK(taken > 100);
}

}  // namespace tocsin::test
