// Every message of the language: NAME.tocsin, or all files of a folder NAME/, give NAME.expected.
// With TOCSIN_BLESS=1 the expected files are rewritten; review their diff.
#include "dryrun/loaded_rows.hpp"
#include "dsl/checker.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/not_evaluated.hpp"
#include "dsl/parser.hpp"
#include "dsl/source.hpp"
#include "evaluators/catalogue.hpp"
#include "notifiers/notifier.hpp"
#include "sources/source.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(TOCSIN_SOURCE_DIR) / "tests" / "diagnostics";

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

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
    sources.add({at.filename().string(), content(at)});
    return sources;
  }
  for (const auto& path : sorted(at))
    if (is_rule_file(path)) sources.add({fs::relative(path, at).generic_string(), content(path)});
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
    files.push_back(parse(sources, i, diagnostics));
  diagnostics.sort();
  if (diagnostics.has_errors()) return diagnostics;
  const Catalogue catalogue{evaluators::measures(), notifiers::catalogue(), sources::catalogue()};
  CheckOptions options;
  options.root = folder.string();
  options.columns_of = columns_of;
  options.fixture_problem = fixture_problem;
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
  for (const auto& path : cases()) {
    const auto expected = fs::path(path).replace_extension(".expected");
    const auto found = rendered(path);
    if (bless) std::ofstream(expected, std::ios::binary) << found;
    DYNAMIC_SECTION(path.stem().string()) { CHECK(found == content(expected)); }
  }
}

TEST_CASE("a case is named after the message it shows", "[diagnostics]") {
  for (const auto& path : cases()) {
    CAPTURE(path.string());
    CHECK(content(fs::path(path).replace_extension(".expected")).find("[" + code_of(path) + "]") !=
          std::string::npos);
  }
}

}  // namespace
}  // namespace tocsin::dsl
