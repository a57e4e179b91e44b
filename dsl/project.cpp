// Reads and checks the rule files of a project.
#include "dsl/checker.hpp"
#include "dsl/parser.hpp"
#include "dsl/rule_files.hpp"

#include <algorithm>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMarker = "tocsin.toml";
fs::path folder_of(const fs::path& path) {
  const auto whole = fs::weakly_canonical(path);
  return fs::is_directory(whole) ? whole : whole.parent_path();
}

// The deepest folder that holds both.
fs::path common(const fs::path& a, const fs::path& b) {
  fs::path shared;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end() && *x == *y; ++x, ++y)
    shared /= *x;
  return shared;
}

// The folder that holds `tocsin.toml`, searched upwards; else that of what was named.
fs::path root_of(const std::vector<fs::path>& paths) {
  auto root = folder_of(paths.front());
  for (const auto& path : paths) root = common(root, folder_of(path));
  for (auto folder = root;; folder = folder.parent_path()) {
    if (fs::exists(folder / kMarker)) return folder;
    if (folder == folder.parent_path()) return root;
  }
}

// tocsin.toml, where there is one. It becomes a source, behind the rule files, only when there is
// something to say about it: the sources of a sound project are its rules.
Result<void> read_settings(const fs::path& root, Project& project, LintLevels& levels) {
  if (!fs::exists(root / kMarker)) return {};
  auto text = read_rule_file(root / kMarker);
  if (!text) return tl::unexpected(std::move(text.error()));
  const SourceFile file{std::string(kMarker), std::move(*text)};
  Sources alone;
  Diagnostics said;
  levels = read_lint_levels(alone, alone.add(file), said);
  if (!said.all().empty())
    read_lint_levels(project.sources, project.sources.add(file), project.diagnostics);
  return {};
}

}  // namespace

Result<Project> load_project(const std::vector<std::filesystem::path>& paths,
                             const Catalogue& catalogue, CheckOptions options) {
  auto files = rule_files(paths);
  if (!files) return tl::unexpected(std::move(files.error()));
  const auto root = root_of(paths);
  if (options.root.empty()) options.root = root.string();
  Project project;
  project.root = root.string();
  std::vector<ast::File> parsed;
  for (const auto& path : *files) {
    auto text = read_rule_file(path);
    if (!text) return tl::unexpected(std::move(text.error()));
    const auto index =
        project.sources.add({path.lexically_relative(root).generic_string(), std::move(*text)});
    parsed.push_back(parse(project.sources, index, project.diagnostics));
  }
  if (auto read_all = read_settings(root, project, options.lints); !read_all)
    return tl::unexpected(std::move(read_all.error()));
  project.plan = check(parsed, project.sources, catalogue, options, project.diagnostics);
  return project;
}

}  // namespace tocsin::dsl
