// Reads and checks the rule files of a project.
#include "base/at_once.hpp"
#include "dsl/checker.hpp"
#include "dsl/delivery_settings.hpp"
#include "dsl/parser.hpp"
#include "dsl/rule_files.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;

// The deepest folder that holds both.
fs::path common(const fs::path& a, const fs::path& b) {
  fs::path shared;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end() && *x == *y; ++x, ++y)
    shared /= *x;
  return shared;
}

fs::path common_folder(const std::vector<fs::path>& paths) {
  auto root = folder_of(paths.front());
  for (const auto& path : paths) root = common(root, folder_of(path));
  return root;
}

// tocsin.toml, where there is one. It becomes a source, behind the rule files, only when there is
// something to say about it: the sources of a sound project are its rules.
struct SettingsFile {
  SourceFile file;
  ProjectSettings settings;

  // As a source, its places count from there.
  ProjectSettings show(Project& project, Diagnostics& diagnostics) const {
    return read_settings(project.sources, project.sources.add(file), diagnostics);
  }
};

Result<SettingsFile> read_settings_file(const fs::path& root, Project& project) {
  SettingsFile found;
  if (!fs::exists(root / kSettingsFile)) return found;
  auto text = read_rule_file(root / kSettingsFile);
  if (!text)
    return tl::unexpected(std::move(text.error()).within("{}", (root / kSettingsFile).string()));
  found.file = {std::string(kSettingsFile), std::move(*text)};
  Sources alone;
  Diagnostics said;
  found.settings = read_settings(alone, alone.add(found.file), said);
  if (!said.all().empty()) found.show(project, project.diagnostics);
  return found;
}

// Only sound rules say which channels there are.
void check_fallback(const SettingsFile& settings, Project& project) {
  if (!project.plan) return;
  std::vector<std::string_view> channels;
  for (const auto& channel : project.plan->channels) channels.push_back(channel.name);
  Diagnostics said;
  check_fallback(settings.settings.delivery, channels, said);
  if (said.all().empty()) return;
  Diagnostics again;
  check_fallback(settings.show(project, again).delivery, channels, project.diagnostics);
  project.plan = nullptr;
}

std::vector<Result<std::string>> read_all(const std::vector<fs::path>& files,
                                          const CheckOptions& options) {
  std::vector<Result<std::string>> texts(files.size());
  if (options.read)
    std::ranges::transform(files, texts.begin(), options.read);
  else
    at_once(files.size(), [&](std::size_t i) { texts[i] = read_rule_file(files[i]); });
  return texts;
}

// What was read, or why not; a file that cannot be read is an empty source.
using Faults = std::vector<std::optional<Error>>;

Faults add_sources(const std::vector<fs::path>& files, const fs::path& root,
                   const CheckOptions& options, Sources& sources) {
  Faults faults;
  for (std::size_t i = 0; auto& text : read_all(files, options)) {
    faults.push_back(text ? std::nullopt : std::optional(text.error()));
    sources.add(
        {files[i++].lexically_relative(root).generic_string(), std::move(text).value_or("")});
  }
  return faults;
}

ast::File parse_read(const Sources& sources, std::uint32_t file, const std::optional<Error>& fault,
                     Diagnostics& diagnostics) {
  if (!fault) return parse(sources, file, diagnostics);
  diagnostics.error("T0019", {file, 0, 0}, "the file " + fault->message);
  return {.file = file, .broken = true};
}

std::vector<ast::File> parse_all(const Sources& sources, const Faults& faults,
                                 Diagnostics& diagnostics) {
  std::vector<ast::File> files(sources.size());
  std::vector<Diagnostics> said(sources.size());
  at_once(sources.size(), [&](std::size_t i) {
    files[i] = parse_read(sources, static_cast<std::uint32_t>(i), faults[i], said[i]);
  });
  for (auto& of_file : said)
    for (auto& d : of_file.all()) diagnostics.add(std::move(d));
  return files;
}

// What was named, and the tree of the project around it: without `tocsin.toml` that of each folder
// that was named, or in which a file was.
std::vector<fs::path> project_paths(const std::vector<fs::path>& paths,
                                    const std::optional<fs::path>& marked) {
  auto all = paths;
  for (const auto& path : paths) all.push_back(marked.value_or(folder_of(path)));
  return all;
}

}  // namespace

Result<Project> load_project(const std::vector<std::filesystem::path>& paths,
                             const Catalogue& catalogue, CheckOptions options) {
  if (paths.empty()) return fail("no rule files were named");
  const auto start = common_folder(paths);
  const auto marked = marked_folder(start);
  auto files = rule_files(project_paths(paths, marked));
  if (!files) return tl::unexpected(std::move(files.error()));
  const auto root = marked.value_or(start);
  if (options.root.empty()) options.root = root.string();
  Project project;
  project.root = root.string();
  const auto faults = add_sources(*files, root, options, project.sources);
  auto parsed = parse_all(project.sources, faults, project.diagnostics);
  const auto settings = read_settings_file(root, project);
  if (!settings) return tl::unexpected(settings.error());
  options.lints = settings->settings.lints;
  options.fallback = settings->settings.delivery.fallback;
  project.plan = check(parsed, project.sources, catalogue, options, project.diagnostics);
  check_fallback(*settings, project);
  project.lints = std::move(options.lints);
  for (const auto& file : parsed)
    project.allowances.insert(project.allowances.end(), file.allowances.begin(),
                              file.allowances.end());
  if (options.keeps_trees)
    project.trees = std::move(parsed);
  else  // many small pieces: giving them back takes as long as a part of the check
    at_once(parsed.size(), [&](std::size_t i) { parsed[i] = {}; });
  return project;
}

}  // namespace tocsin::dsl
