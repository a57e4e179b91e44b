// What people mistype is found as one fault, and its suggestion is what they meant.
#include "tests/diagnostics/judged.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace tocsin::dsl {
namespace {

struct Mistake {
  std::string line;  // as it stands in the list
  std::string typed, meant;
  bool is_slip = true;
};

struct Corpus {
  std::string rules;
  std::vector<Mistake> mistakes;
};

// `{typed|meant}` of a line; text before and behind stays. A brace that opens a block has no bar.
Mistake mistake_of(std::string line) {
  const bool is_slip = line[0] != '!';
  if (!is_slip) line.erase(0, 1);
  const auto bar = line.find('|'), open = line.rfind('{', bar), close = line.find('}', bar);
  const auto before = line.substr(0, open), behind = line.substr(close + 1);
  return {line, before + line.substr(open + 1, bar - open - 1) + behind,
          before + line.substr(bar + 1, close - bar - 1) + behind, is_slip};
}

Corpus corpus() {
  std::istringstream in(
      test::content_of(std::string(TOCSIN_SOURCE_DIR) + "/tests/diagnostics/typing_mistakes.txt"));
  Corpus found;
  bool is_list = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("---"))
      is_list = true;
    else if (is_list)
      found.mistakes.push_back(mistake_of(line));
    else
      found.rules += line + "\n";
  }
  return found;
}

std::string with_line(const std::string& rules, const std::string& from, const std::string& to) {
  const auto at = ("\n" + rules).find("\n" + from + "\n");
  REQUIRE(at != std::string::npos);
  return rules.substr(0, at) + to + rules.substr(at + from.size());
}

std::vector<const Diagnostic*> errors_of(const Judged& judged) {
  std::vector<const Diagnostic*> errors;
  for (const auto& d : judged.diagnostics.all())
    if (d.level == Level::error) errors.push_back(&d);
  return errors;
}

std::string applied(std::string text, const Fix& fix) {
  auto edits = fix.edits;
  std::ranges::sort(edits, std::greater{}, [](const Edit& edit) { return edit.span.begin; });
  for (const auto& edit : edits)
    text.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
  return text;
}

void check_slip(const Judged& judged, const std::string& typed, const std::string& rules) {
  const auto errors = errors_of(judged);
  REQUIRE(errors.size() == 1);
  REQUIRE(errors[0]->fix);
  CHECK(applied(typed, *errors[0]->fix) == rules);
}

void check_other(const Judged& judged, std::size_t first, std::size_t last) {
  const auto errors = errors_of(judged);
  CHECK_FALSE(errors.empty());
  for (const auto* error : errors) {
    if (!error->fix) continue;
    for (const auto& edit : error->fix->edits)
      CHECK((edit.span.end <= first || edit.span.begin >= last));
  }
}

}  // namespace

TEST_CASE("the rules in which people mistype are sound", "[diagnostics][typing]") {
  const auto rules = judged({{"rules.tocsin", corpus().rules}});
  INFO(rules.text());
  CHECK(errors_of(rules).empty());
}

TEST_CASE("what was mistyped gives one message, and its suggestion is right",
          "[diagnostics][typing]") {
  const auto known = corpus();
  CHECK(known.mistakes.size() > 60);
  for (const auto& mistake : known.mistakes) {
    DYNAMIC_SECTION(mistake.line) {
      const auto typed = with_line(known.rules, mistake.meant, mistake.typed);
      const auto result = judged({{"rules.tocsin", typed}});
      INFO(result.text());
      const auto first = typed.find(mistake.typed);
      if (mistake.is_slip)
        check_slip(result, typed, known.rules);
      else
        check_other(result, first, first + mistake.typed.size());
    }
  }
}

}  // namespace tocsin::dsl
