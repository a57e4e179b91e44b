#include "cli/rules.hpp"

#include "base/result.hpp"
#include "cli/version.hpp"
#include "evaluators/catalogue.hpp"
#include "notifiers/notifier.hpp"
#include "sources/source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

namespace tocsin::cli {
namespace {

// Where the project lies as seen from the current folder, which is where other programs look from.
std::string prefix_of(const dsl::Project& project) {
  namespace fs = std::filesystem;
  const auto root = fs::weakly_canonical(project.root);
  const auto relative = root.lexically_relative(fs::current_path());
  const bool is_below = !relative.empty() && *relative.begin() != "..";
  const auto folder = (is_below ? relative : root).generic_string();
  return folder == "." ? "" : folder + "/";
}

// A binding of what no rule knows is a mistake in typing.
void check_references(const dsl::Plan& plan, const std::map<std::string, std::string>& bound) {
  std::vector<std::string> known;
  for (const auto& model : plan.models)
    for (const auto& reference : model.references)
      known.push_back(model.schema.model + "." + reference.name);
  for (const auto& [name, file] : bound) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto list = known.empty() ? "there are none" : fmt::format("{}", fmt::join(known, ", "));
    throw StartupError{
        fmt::format("--reference {}={}: the rules have no reference of that name; {}", name, file,
                    known.empty() ? list : "these are: " + list)};
  }
}

}  // namespace

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
                        decltype(dsl::CheckOptions::read) read) {
  dsl::CheckOptions options;
  options.read = std::move(read);
  options.columns_of = columns_of;
  options.reference_files = references;
  auto project = dsl::load_project({paths.begin(), paths.end()}, catalogue(), std::move(options));
  if (!project) throw StartupError{project.error().message};
  if (project->plan) check_references(*project->plan, references);
  return std::move(*project);
}

void show_diagnostics(const dsl::Project& project, Format format, Invocation& invocation) {
  const auto& all = project.diagnostics.all();
  const auto& sources = project.sources;
  const auto colour = invocation.colour ? dsl::Colour::yes : dsl::Colour::no;
  switch (format) {
    case Format::human: invocation.err << dsl::render_all(all, sources, colour); break;
    case Format::brief:
      for (const auto& diagnostic : all) invocation.err << dsl::render_brief(diagnostic, sources);
      break;
    case Format::json: invocation.out << dsl::render_json(all, sources); return;
    case Format::sarif:
      invocation.out << dsl::render_sarif(all, sources, kVersion, prefix_of(project));
      return;
    case Format::github:
      invocation.out << dsl::render_github(all, sources, prefix_of(project));
      return;
  }
  invocation.err << dsl::render_summary(all);
}

std::shared_ptr<const dsl::Plan> sound_plan(const dsl::Project& project, Invocation& invocation) {
  if (project.plan) return project.plan;
  show_diagnostics(project, Format::human, invocation);
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
