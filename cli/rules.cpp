#include "cli/rules.hpp"

#include "base/result.hpp"
#include "cli/version.hpp"
#include "dryrun/loaded_rows.hpp"
#include "dsl/bindings.hpp"
#include "dsl/findings.hpp"
#include "dsl/rule_files.hpp"
#include "evaluators/catalogue.hpp"
#include "notifiers/notifier.hpp"
#include "sources/source.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <ostream>
#include <set>
#include <system_error>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> fixture_problem(const Schema& schema, const std::string& path,
                                           const std::string& name) {
  const auto rows = dryrun::load_rows(schema, path, name);
  return rows ? std::nullopt : std::optional(rows.error().message);
}

// The full names of the references that a binding may mean.
std::vector<std::string> meant_by(const dsl::Plan& plan, const std::string& name) {
  std::vector<std::string> meant;
  for (const auto& model : plan.models)
    for (const auto& reference : model.references) {
      const auto full = dsl::full_name(model) + "." + reference.name;
      if (full == name) return {full};
      if (model.schema.model + "." + reference.name == name) meant.push_back(full);
    }
  return meant;
}

std::vector<std::string> known_references(const dsl::Plan& plan) {
  std::vector<std::string> known;
  for (const auto& model : plan.models)
    for (const auto& reference : model.references)
      known.push_back(dsl::full_name(model) + "." + reference.name);
  return known;
}

// A binding of what no rule knows is a mistake in typing.
void check_references(const dsl::Plan& plan, const std::map<std::string, std::string>& bound) {
  for (const auto& [name, file] : bound) {
    const auto meant = meant_by(plan, name);
    if (meant.size() == 1) continue;
    const auto known = known_references(plan);
    const auto why =
        meant.size() > 1
            ? fmt::format("several have this name; say which: {}", fmt::join(meant, ", "))
        : known.empty() ? "the rules have no reference of that name; there are none"
                        : fmt::format("the rules have no reference of that name; these are: {}",
                                      fmt::join(known, ", "));
    throw StartupError{fmt::format("--reference {}={}: {}", name, file, why)};
  }
}

std::optional<fs::path> root_of(const std::string& path) {
  return dsl::marked_folder(dsl::folder_of(path));
}

// In place of a folder that is in no project, but holds some: these, and the files between them.
std::vector<std::string> apart(const std::vector<std::string>& paths) {
  std::vector<std::string> all;
  for (const auto& path : paths) {
    std::error_code error;
    const auto files = fs::is_directory(path, error) && !root_of(path)
                           ? dsl::rule_files({path}).value_or(std::vector<fs::path>())
                           : std::vector<fs::path>();
    bool holds_some = false;
    std::set<std::string> inside;
    for (const auto& file : files) {
      const auto root = dsl::marked_folder(file.parent_path());
      inside.insert(root.value_or(file).string());
      holds_some = holds_some || root;
    }
    if (!holds_some) inside = {path};
    all.insert(all.end(), inside.begin(), inside.end());
  }
  return all;
}

// Written at once: errors are not buffered.
void show_lines(const dsl::Project& project, Format format, bool with_root,
                Invocation& invocation) {
  const auto& all = project.diagnostics.all();
  if (all.empty()) return;
  std::string lines = with_root ? fmt::format("project {}\n", project.root) : "";
  if (format == Format::human)
    lines += dsl::render_all(all, project.sources,
                             invocation.colour ? dsl::Colour::yes : dsl::Colour::no);
  else
    for (const auto& diagnostic : all) lines += dsl::render_brief(diagnostic, project.sources);
  invocation.err << lines + dsl::render_summary(all);
}

}  // namespace

CLI::Option* add_rules(CLI::App& command, std::vector<std::string>& paths) {
  paths = {"."};
  return command.add_option("RULES", paths,
                            "Rule files, or folders with *.tocsin files (default: this folder)");
}

std::string prefix_of(const dsl::Project& project) {
  const auto root = fs::weakly_canonical(project.root);
  const auto relative = root.lexically_relative(fs::current_path());
  const bool is_below = !relative.empty() && *relative.begin() != "..";
  const auto folder = (is_below ? relative : root).generic_string();
  return folder == "." ? "" : folder + "/";
}

std::vector<std::vector<std::string>> by_project(const std::vector<std::string>& paths) {
  std::vector<std::optional<fs::path>> roots;
  std::vector<std::vector<std::string>> projects;
  for (const auto& path : apart(paths)) {
    const auto root = root_of(path);
    const auto known = std::ranges::find(roots, root);
    const auto index = static_cast<std::size_t>(known - roots.begin());
    if (known == roots.end()) {
      roots.push_back(root);
      projects.emplace_back();
    }
    projects[index].push_back(path);
  }
  return projects;
}

void needs_one_project(const std::vector<std::string>& paths, std::string_view what) {
  const auto projects = by_project(paths);
  if (projects.size() < 2) return;
  throw StartupError{fmt::format(
      "{} is for the rules of one project; `{}` and `{}` belong to two, each with its tocsin.toml",
      what, projects[0].front(), projects[1].front())};
}

std::optional<Instant> written_at(const std::string& path) {
  std::error_code error;
  const auto at = std::filesystem::last_write_time(path, error);
  if (error) return std::nullopt;
  return std::chrono::time_point_cast<Duration>(std::chrono::file_clock::to_sys(at));
}

std::optional<std::vector<std::string>> columns_of(const std::string& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  auto columns = sources::columns_of({path, ""});
  return columns ? std::optional(std::move(*columns)) : std::nullopt;
}

dsl::Catalogue catalogue() {
  return {.measures = evaluators::measures(),
          .channels = notifiers::catalogue(),
          .sources = sources::catalogue()};
}

dsl::Project load_rules(const std::vector<std::string>& paths,
                        const std::map<std::string, std::string>& references,
                        decltype(dsl::CheckOptions::read) read, std::optional<Instant> today,
                        bool keeps_trees) {
  dsl::CheckOptions options;
  options.read = std::move(read);
  options.today = today;
  options.keeps_trees = keeps_trees;
  options.written_at = written_at;
  options.setting_fault = notifiers::setting_fault;
  options.columns_of = columns_of;
  options.fixture_problem = fixture_problem;
  options.reference_files = references;
  auto project = dsl::load_project({paths.begin(), paths.end()}, catalogue(), std::move(options));
  if (!project) throw StartupError{project.error().message};
  if (project->plan) check_references(*project->plan, references);
  return std::move(*project);
}

void show_diagnostics(const std::vector<const dsl::Project*>& projects, Format format,
                      Invocation& invocation) {
  const bool several = projects.size() > 1;
  std::vector<dsl::ProjectFindings> found;
  for (const auto* project : projects)
    found.push_back({project->diagnostics.all(), project->sources,
                     several || format != Format::json ? prefix_of(*project) : ""});
  switch (format) {
    case Format::human:
    case Format::brief:
      for (const auto* project : projects) show_lines(*project, format, several, invocation);
      return;
    case Format::json: invocation.out << dsl::render_json(found); return;
    case Format::sarif: invocation.out << dsl::render_sarif(found, kVersion); return;
    case Format::github:
      for (const auto& project : found) invocation.out << dsl::render_github(project);
      return;
  }
}

bool refuses(const std::vector<dsl::Diagnostic>& refusals, const dsl::Project& project,
             Invocation& invocation) {
  if (refusals.empty()) return false;
  const auto colour = invocation.colour ? dsl::Colour::yes : dsl::Colour::no;
  for (const auto& refusal : refusals)
    invocation.err << dsl::render(refusal, project.sources, colour) << '\n';
  invocation.exit_code = kErrors;
  return true;
}

std::shared_ptr<const dsl::Plan> sound_plan(const dsl::Project& project, Invocation& invocation) {
  if (project.plan) return project.plan;
  show_diagnostics({&project}, Format::human, invocation);
  invocation.exit_code = kErrors;
  return nullptr;
}

std::map<std::string, std::string> bindings(const std::vector<std::string>& texts,
                                            const std::string& option) {
  std::map<std::string, std::string> bound;
  for (const auto& text : texts) {
    const auto at = text.find('=');
    if (at == std::string::npos || at == 0 || at + 1 == text.size())
      throw StartupError{fmt::format("{} {}: expected NAME=FILE, such as {} ranker=events.csv",
                                     option, text, option)};
    if (!bound.emplace(text.substr(0, at), text.substr(at + 1)).second)
      throw StartupError{
          fmt::format("{} {}: `{}` is bound twice", option, text, text.substr(0, at))};
  }
  return bound;
}

}  // namespace tocsin::cli
