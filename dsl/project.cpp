// Finds the rule files of a project, reads and checks them.
#include "dsl/checker.hpp"
#include "dsl/parser.hpp"

#include <fmt/format.h>

#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMarker = "tocsin.toml";
constexpr std::string_view kExtension = ".tocsin";

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

// The files of one folder and of those below it; hidden ones are left out.
Result<void> add_folder(const fs::path& folder, std::set<fs::path>& files) {
  std::error_code error;
  auto at = fs::recursive_directory_iterator(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (is_hidden(at->path())) {
      if (at->is_directory()) at.disable_recursion_pending();
    } else if (at->is_regular_file() && at->path().extension() == kExtension) {
      files.insert(fs::weakly_canonical(at->path()));
    }
  }
  if (error) return fail("{}: {}", folder.string(), error.message());
  return {};
}

Result<std::vector<fs::path>> rule_files(const std::vector<fs::path>& paths) {
  std::set<fs::path> files;
  for (const auto& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      if (auto added = add_folder(path, files); !added)
        return tl::unexpected(std::move(added.error()));
    } else if (fs::is_regular_file(path, error)) {
      files.insert(fs::weakly_canonical(path));
    } else {
      return fail("{}: no such file or folder", path.string());
    }
  }
  if (files.empty())
    return fail("no `{}` file in {}", kExtension, paths.empty() ? "." : paths.front().string());
  return std::vector<fs::path>(files.begin(), files.end());
}

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

Result<std::string> read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return fail("{}: cannot be read", path.string());
  return std::move(text).str();
}

}  // namespace

Result<Project> load_project(const std::vector<std::filesystem::path>& paths,
                             const Catalogue& catalogue, CheckOptions options) {
  auto files = rule_files(paths);
  if (!files) return tl::unexpected(std::move(files.error()));
  const auto root = root_of(paths);
  if (options.root.empty()) options.root = root.string();
  Project project;
  std::vector<ast::File> parsed;
  for (const auto& path : *files) {
    auto text = read(path);
    if (!text) return tl::unexpected(std::move(text.error()));
    const auto index =
        project.sources.add({path.lexically_relative(root).generic_string(), std::move(*text)});
    parsed.push_back(parse(project.sources, index, project.diagnostics));
  }
  project.plan = check(parsed, project.sources, catalogue, options, project.diagnostics);
  return project;
}

}  // namespace tocsin::dsl
