// Every message of the language: NAME.tocsin, or all files of a folder NAME/, give NAME.expected.
// With TOCSIN_BLESS=1 the expected files are rewritten; review their diff.
#include "dryrun/loaded_rows.hpp"
#include "dsl/checker.hpp"
#include "dsl/codes.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/fixes.hpp"
#include "dsl/lint_levels.hpp"
#include "dsl/not_evaluated.hpp"
#include "dsl/parser.hpp"
#include "dsl/source.hpp"
#include "evaluators/catalogue.hpp"
#include "notifiers/notifier.hpp"
#include "sources/source.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(TOCSIN_SOURCE_DIR) / "tests" / "diagnostics";

const std::string kSettings = "tocsin.toml";

std::vector<fs::path> sorted(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) paths.push_back(entry.path());
  std::ranges::sort(paths);
  return paths;
}

bool is_rule_file(const fs::path& path) { return path.extension() == ".tocsin"; }

// A case is named by what lies beside its expected file.
std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kFolder))
    if (entry.is_directory() || is_rule_file(entry.path())) found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

Sources sources_of(const fs::path& at) {
  Sources sources;
  if (!fs::is_directory(at)) {
    sources.add({at.filename().string(), test::content_of(at)});
    return sources;
  }
  for (const auto& path : sorted(at))
    if (is_rule_file(path))
      sources.add({fs::relative(path, at).generic_string(), test::content_of(path)});
  if (const auto settings = at / kSettings; fs::exists(settings))
    sources.add({kSettings, test::content_of(settings)});
  return sources;
}

std::optional<std::vector<std::string>> columns_of(const std::string& path) {
  if (!fs::exists(path)) return std::nullopt;
  auto columns = sources::columns_of({path, ""});
  return columns ? std::optional(*columns) : std::nullopt;
}

std::optional<std::string> fixture_problem(const Schema& schema, const std::string& path,
                                           const std::string& name) {
  const auto rows = dryrun::load_rows(schema, path, name);
  return rows ? std::nullopt : std::optional(rows.error().message);
}

std::string code_of(const fs::path& at) {
  const auto name = at.stem().string();
  return name.substr(0, name.find('_'));
}

// What `test` and `replay` say of rules that `check` accepts.
void add_refusals(const Plan& plan, Diagnostics& diagnostics) {
  auto all = not_evaluated(plan);
  for (const auto& test : plan.tests)
    for (auto& one : not_evaluated(plan, test)) all.push_back(std::move(one));
  for (const auto& one : all) diagnostics.error(one.code, one.span, one.message);
  diagnostics.sort();
}

// Cases of the syntax end with the parser: their rules are fragments. The others are whole.
Diagnostics judge(const Sources& sources, const fs::path& at, const fs::path& folder) {
  Diagnostics diagnostics;
  std::vector<ast::File> files;
  for (std::uint32_t i = 0; i < sources.size(); ++i)
    if (sources.file(i).path == kSettings)
      read_lint_levels(sources, i, diagnostics);
    else
      files.push_back(parse(sources, i, diagnostics));
  diagnostics.sort();
  if (diagnostics.has_errors()) return diagnostics;
  const Catalogue catalogue{evaluators::measures(), notifiers::catalogue(), sources::catalogue()};
  CheckOptions options;
  options.root = folder.string();
  options.columns_of = columns_of;
  options.fixture_problem = fixture_problem;
  options.setting_fault = notifiers::setting_fault;
  options.today = parse_time("2026-11-23T00:00Z");
  const auto plan = check(files, sources, catalogue, options, diagnostics);
  if (plan && code_of(at) == "N001") add_refusals(*plan, diagnostics);
  return diagnostics;
}

// Lints are shown in the case that is about them: elsewhere they would only repeat themselves.
bool is_shown(const Diagnostic& d, const fs::path& at) {
  return d.level == Level::error || d.code == code_of(at);
}

std::string rendered(const fs::path& at) {
  const auto sources = sources_of(at);
  const auto diagnostics = judge(sources, at, fs::is_directory(at) ? at : at.parent_path());
  std::string text;
  for (const auto& d : diagnostics.all()) {
    if (!is_shown(d, at)) continue;
    if (!text.empty()) text += "\n";
    text += render(d, sources, Colour::no);
  }
  return text;
}

TEST_CASE("a rule file with a mistake gives exactly the messages expected of it", "[diagnostics]") {
  const bool bless = std::getenv("TOCSIN_BLESS") != nullptr;
  // Every section runs the test once more, so a case is judged in its own only.
  for (const auto& path : cases()) {
    const auto expected = fs::path(path).replace_extension(".expected");
    DYNAMIC_SECTION(path.stem().string()) {
      const auto found = rendered(path);
      if (bless) std::ofstream(expected, std::ios::binary) << found;
      CHECK(found == test::content_of(expected));
    }
  }
}

TEST_CASE("a case is named after the message it shows", "[diagnostics]") {
  for (const auto& path : cases()) {
    CAPTURE(path.string());
    CHECK(test::content_of(fs::path(path).replace_extension(".expected"))
              .find("[" + code_of(path) + "]") != std::string::npos);
  }
}

// One code a line, and why.
std::set<std::string> listed(const std::string& name) {
  std::ifstream in(kFolder / name);
  std::set<std::string> found;
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#') found.insert(line.substr(0, line.find(' ')));
  return found;
}

TEST_CASE("every code has a case that shows it", "[diagnostics]") {
  std::set<std::string> shown;
  for (const auto& path : cases()) shown.insert(code_of(path));
  const auto without = listed("without_case.txt");
  for (const auto& code : codes()) {
    CAPTURE(code.name);
    CHECK(shown.contains(std::string(code.name)) != without.contains(std::string(code.name)));
  }
}

// ---- fixes -------------------------------------------------------------------------------------

Sources with_edits(const Sources& sources, const std::vector<Edit>& edits) {
  Sources mended;
  for (std::uint32_t i = 0; i < sources.size(); ++i)
    mended.add({sources.file(i).path, edited(sources.file(i).text, i, edits)});
  return mended;
}

// Another fault of the same code may only show once this one is gone.
std::ptrdiff_t count_of(const Diagnostics& diagnostics, const Diagnostic& d) {
  return std::ranges::count_if(diagnostics.all(), [&](const Diagnostic& other) {
    return other.code == d.code && other.message == d.message;
  });
}

bool is_syntax(const Diagnostic& d) { return d.code.starts_with("T00"); }

TEST_CASE("a fix that is certain takes its message away and breaks nothing", "[diagnostics]") {
  for (const auto& path : cases()) {
    const auto sources = sources_of(path);
    const auto folder = fs::is_directory(path) ? path : path.parent_path();
    const auto before = judge(sources, path, folder);
    for (const auto& d : before.all()) {
      const auto edits = compatible_edits({d});
      if (edits.empty() || !is_shown(d, path)) continue;
      const auto mended = with_edits(sources, edits);
      const auto after = judge(mended, path, folder);
      INFO(render(d, sources, Colour::no) << "mended:\n" << mended.file(edits[0].span.file).text);
      CHECK(count_of(after, d) < count_of(before, d));
      CHECK(std::ranges::count_if(after.all(), is_syntax) <=
            std::ranges::count_if(before.all(), is_syntax));
    }
  }
}

}  // namespace
}  // namespace tocsin::dsl
