// Holds this folder against the specification of the language, where it is at hand: every rule of
// its last section stands in one of these files, and its examples check and are laid out.
#include "dsl/format.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rules.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <sstream>

namespace tocsin::test {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

// TOCSIN_LANGUAGE names it; without, it is looked for beside the data sets. It is no part of those,
// so their place may lack it: that is said, and no fault.
std::optional<std::string> specification() {
  const char* named = std::getenv("TOCSIN_LANGUAGE");
  const auto data = data_dir();
  fs::path path;
  if (named != nullptr)
    path = named;
  else if (data)
    path = data->parent_path() / "LANGUAGE.md";
  if (fs::is_regular_file(path)) return content_of(path);
  if (named != nullptr || !data)
    skip("no specification of the language here: TOCSIN_LANGUAGE names it");
  else
    WARN("no LANGUAGE.md beside the data sets: nothing is held against it");
  return std::nullopt;
}

// Code between back-ticks.
Texts spans_of(const std::string& cell) {
  Texts spans;
  for (std::size_t at = cell.find('`'); at != std::string::npos;) {
    const auto end = cell.find('`', at + 1);
    if (end == std::string::npos) break;
    spans.push_back(cell.substr(at + 1, end - at - 1));
    at = cell.find('`', end + 1);
  }
  return spans;
}

// The rules of the table: not the commands and pages that the others name.
Texts lines_to_say(const std::string& text) {
  Texts lines;
  std::istringstream in(text.substr(text.find("\n# 10. ")));
  for (std::string row; std::getline(in, row);) {
    const auto second = row.find(" | ", 2);
    if (!row.starts_with("| ") || second == std::string::npos) continue;
    for (auto& span : spans_of(row.substr(second)))
      if (!span.starts_with("tocsin ") && !span.starts_with("/")) lines.push_back(std::move(span));
  }
  return lines;
}

// Without layout and comments: clauses may stand on one line or on several.
std::string plain(std::string text) {
  std::istringstream lines(text);
  std::string bare;
  for (std::string line; std::getline(lines, line);) bare += line.substr(0, line.find(" #")) + "\n";
  for (auto& c : bare)
    if (c == ';' || c == '{' || c == '}') c = ' ';
  std::istringstream words(bare);
  std::string joined = " ";
  for (std::string word; words >> word;) joined += word + " ";
  return joined;
}

std::string plain_rules() {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(source_dir() / "tests/language"))
    if (entry.path().extension() == ".tocsin") all += plain(content_of(entry.path()));
  return all;
}

Texts examples_of(const std::string& text) {
  static const std::string kFence = "```tocsin\n";
  Texts examples;
  for (auto at = text.find(kFence); at != std::string::npos; at = text.find(kFence, at)) {
    at += kFence.size();
    examples.push_back(text.substr(at, text.find("```", at) - at));
  }
  return examples;
}

// What the sampler of constructs takes from elsewhere.
void write_frame(const TempDir& dir) {
  dir.write("delivery.tocsin", R"(tocsin 1
channel pager: console {}
channel boss: console {}
channel cto: console {}
route info, warn, page, wake_everyone to pager repeat 1h
)");
  dir.write("shared/latency/fears.tocsin", R"(tocsin 1
template latency_fear(limit: duration) for fear {
  measure p95(latency) over 10m
  page when > limit for 5m
}
)");
}

Texts errors_of(const dsl::Project& project) {
  Texts codes;
  for (const auto& d : project.diagnostics.all())
    if (d.level == dsl::Level::error) codes.emplace_back(d.code);
  return codes;
}

}  // namespace

TEST_CASE("every line that must be said stands in a rule file", "[scenario][language]") {
  const auto text = specification();
  if (!text) return;
  const auto lines = lines_to_say(*text);
  REQUIRE(lines.size() > 70);
  const auto rules = plain_rules();
  for (const auto& line : lines) {
    CAPTURE(line);
    CHECK(rules.find(plain(line)) != std::string::npos);
  }
}

TEST_CASE("the examples of the specification check and are laid out", "[scenario][language]") {
  const auto text = specification();
  if (!text) return;
  const auto examples = examples_of(*text);
  REQUIRE(examples.size() == 2);
  const auto& loan = examples[0];
  const auto& sampler = examples[1];
  const TempDir loans;
  loans.write("rules.tocsin", loan);
  CHECK(errors_of(cli::load_rules({loans.path().string()})) == Texts{});
  CHECK(dsl::format(loan).text == loan);

  const TempDir samples;
  write_frame(samples);
  samples.write("rules.tocsin", sampler);
  const auto checked = cli::load_rules({samples.path().string()});
  INFO(all_messages(checked.diagnostics, checked.sources));
  // Its `suppress ... same platform` has a source without platforms.
  CHECK(errors_of(checked) == Texts{"T5108"});
  const auto once = dsl::format(sampler);
  CHECK(once.whole);
  CHECK(dsl::format(once.text).text == once.text);
}

}  // namespace tocsin::test
