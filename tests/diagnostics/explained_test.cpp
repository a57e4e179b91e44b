// The examples of the long texts: what fails gives that code and no other, what is mended does not.
#include "dsl/codes.hpp"
#include "tests/diagnostics/judged.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::dsl {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

// An example is as much as one needs to see. What else sound rules need is taken from here, unless
// the example declares it itself.
const std::string kModel = R"(
let platforms = ["check24", "smava", "own_site"]
model loan "Loans" {
  owner "credit-ml"
  time decided_at
  key application_id
  labels http
  feature income: number in EUR, optional
  feature age: int, range 18..99
  feature platform: category of platforms
  feature city: category
  feature is_customer: bool
  feature religion: category of ["a", "b"], sensitive
  prediction decision: category of ["reject", "accept"], positive "reject"
  score p_reject: share
  label outcome: category of ["reject", "accept"], within 7d
  field latency: duration in ms
  field status: category of ["ok", "error", "timeout"]
  field note: text
  reference training from "refs/loan.csv"
}
)";
const std::string kMonitor = R"(
watch loan {
  quality volume "More applications than anybody can look at" {
    measure count over 1h
    info when > 1000
    warn when > 2000
    page when > 3000 for 5m until < 2500
    no data keep
    too few keep
  }
}
test "many applications" of loan.volume {
  send 5000 events over 2h {}
  expect page from volume
}
)";
const std::string kRoute = R"(
channel everybody: console {}
route info, warn, page to everybody repeat 1h
)";

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// The indented lines below `title`; nothing when the text has no such part.
std::optional<std::string> part(std::string_view text, const std::string& title) {
  const auto at = text.find(title + "\n\n");
  if (at == std::string_view::npos) return std::nullopt;
  std::string found;
  for (const auto& line : lines_of(std::string(text.substr(at + title.size() + 2)))) {
    if (!line.empty() && line[0] != ' ') break;
    found += line.substr(std::min<std::size_t>(4, line.size())) + "\n";
  }
  return found;
}

std::string first_word(const std::string& text) {
  return text.substr(0, text.find_first_of(" \n"));
}

bool declares(const std::string& text, const std::string& what) {
  return ("\n" + text).find("\n" + what + " ") != std::string::npos;
}

// Clauses stand in a monitor, monitors in a watch block.
std::string in_its_block(const std::string& text) {
  static const std::set<std::string> kDeclarations{
      "channel", "incident", "let",      "model", "mute", "route", "severity",
      "silence", "suppress", "template", "test",  "unit", "use",   "watch"};
  static const std::set<std::string> kKinds{"contract",    "drift",   "fear",
                                            "performance", "quality", "service"};
  const auto word = first_word(text);
  if (kDeclarations.contains(word)) return text;
  if (kKinds.contains(word)) return "watch loan {\n" + text + "}\n";
  return in_its_block("quality late \"Answers come late\" {\n" + text + "}\n");
}

// What stands behind each line `# file: PATH`; without one, a single file.
Files split(const std::string& text) {
  static const std::string kMark = "# file: ";
  Files files;
  if (!text.starts_with(kMark)) files.emplace_back("rules.tocsin", "");
  for (const auto& line : lines_of(text))
    if (line.starts_with(kMark))
      files.emplace_back(line.substr(kMark.size()), "");
    else
      files.back().second += line + "\n";
  return files;
}

Judged judge_example(const std::string& example, bool is_whole_file) {
  if (is_whole_file) return judged({{"rules.tocsin", example}});
  auto files = split(example);
  for (auto& [path, text] : files) text = "tocsin 1\n" + in_its_block(text);
  std::string world = "tocsin 1\nunit EUR\n";
  if (!declares(example, "model loan")) world += kModel;
  if (!declares(example, "channel")) world += kRoute;
  files.emplace_back("world.tocsin", world + kMonitor);
  return judged(files);
}

struct Example {
  const Code* code;
  std::string fails, mended;
  bool is_whole_file = false;
};

std::vector<Example> examples() {
  std::vector<Example> found;
  for (const auto& code : codes()) {
    const auto fails = part(code.text, "Fails:"), mended = part(code.text, "Mended:");
    if (fails && mended) found.push_back({&code, *fails, *mended, mended->starts_with("tocsin ")});
  }
  return found;
}

// One code a line, and why.
std::set<std::string> listed(const std::string& name) {
  std::set<std::string> codes;
  for (const auto& line :
       lines_of(test::content_of(std::string(TOCSIN_SOURCE_DIR) + "/tests/diagnostics/" + name)))
    if (!line.empty() && line[0] != '#') codes.insert(first_word(line));
  return codes;
}

bool shows(const Judged& judged, const Code& code) {
  const auto errors = judged.codes(Level::error);
  const std::string name(code.name);
  if (code.level == Level::error) return errors == std::set{name};
  return errors.empty() && judged.codes(code.level).contains(name);
}

bool is_mended(const Judged& judged, const Code& code) {
  return judged.codes(Level::error).empty() &&
         !judged.codes(code.level).contains(std::string(code.name));
}

}  // namespace

TEST_CASE("what a text says to fail gives its code alone, and mended it does not",
          "[diagnostics][explain]") {
  const auto later = listed("given_by_replay.txt");
  for (const auto& example : examples()) {
    const std::string name(example.code->name);
    const auto failing = judge_example(example.fails, example.is_whole_file);
    const auto mended = judge_example(example.mended, example.is_whole_file);
    INFO(name << "\nfails:\n" << failing.text() << "mended:\n" << mended.text());
    const bool is_true = shows(failing, *example.code) && is_mended(mended, *example.code);
    if (later.contains(name)) {
      INFO("it is given without a replay: take it off the list");
      CHECK_FALSE(is_true);
    } else {
      CHECK(is_true);
    }
  }
}

TEST_CASE("every code has an explanation and an example", "[diagnostics][explain]") {
  const auto without = listed("without_example.txt");
  std::set<std::string> with;
  for (const auto& example : examples()) with.insert(std::string(example.code->name));
  for (const auto& code : codes()) {
    CAPTURE(code.name);
    CHECK(code.text.size() > 150);
    CHECK(with.contains(std::string(code.name)) != without.contains(std::string(code.name)));
  }
}

TEST_CASE("texts fit a terminal", "[diagnostics][explain]") {
  for (const auto& code : codes())
    for (const auto& line : lines_of(std::string(code.text))) {
      CAPTURE(code.name, line);
      CHECK(line.size() <= 108);
    }
}

}  // namespace tocsin::dsl
