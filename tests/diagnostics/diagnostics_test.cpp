// Every message of the language: NAME.tocsin, or all files of a folder NAME/, give NAME.expected.
// With TOCSIN_BLESS=1 the expected files are rewritten; review their diff.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "dsl/diagnostic.hpp"
#include "dsl/parser.hpp"
#include "dsl/source.hpp"

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

Diagnostics judge(const Sources& sources) {
  Diagnostics diagnostics;
  std::vector<ast::File> files;
  for (std::uint32_t i = 0; i < sources.size(); ++i)
    files.push_back(parse(sources, i, diagnostics));
  diagnostics.sort();
  return diagnostics;
}

std::string rendered(const fs::path& at) {
  const auto sources = sources_of(at);
  const auto diagnostics = judge(sources);
  std::string text;
  for (const auto& d : diagnostics.all()) {
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
    const auto code = path.stem().string().substr(0, path.stem().string().find('_'));
    CAPTURE(path.string());
    CHECK(content(fs::path(path).replace_extension(".expected")).find("[" + code + "]") !=
          std::string::npos);
  }
}

}  // namespace
}  // namespace tocsin::dsl
