#include "cli/rules.hpp"

#include "base/result.hpp"
#include "evaluators/catalogue.hpp"
#include "notifiers/notifier.hpp"
#include "sources/source.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <ostream>

namespace tocsin::cli {
namespace {

std::optional<std::vector<std::string>> columns_of(const std::string& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  auto columns = sources::columns_of({path, ""});
  return columns ? std::optional(std::move(*columns)) : std::nullopt;
}

std::string counted(std::size_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

void show_summary(const dsl::Project& project, Invocation& invocation) {
  std::size_t errors = 0, warnings = 0;
  for (const auto& diagnostic : project.diagnostics.all()) {
    errors += diagnostic.level == dsl::Level::error;
    warnings += diagnostic.level == dsl::Level::warning;
  }
  if (errors + warnings == 0) return;
  invocation.err << counted(errors, "error") << ", " << counted(warnings, "warning") << '\n';
}

}  // namespace

dsl::Catalogue catalogue() {
  return {.measures = evaluators::measures(),
          .channels = notifiers::catalogue(),
          .sources = sources::catalogue()};
}

dsl::Project load_rules(const std::vector<std::string>& paths,
                        const std::map<std::string, std::string>& references) {
  dsl::CheckOptions options;
  options.columns_of = columns_of;
  options.reference_files = references;
  auto project = dsl::load_project({paths.begin(), paths.end()}, catalogue(), std::move(options));
  if (!project) throw StartupError{project.error().message};
  return std::move(*project);
}

void show_diagnostics(const dsl::Project& project, Format format, Invocation& invocation) {
  const auto& all = project.diagnostics.all();
  if (format == Format::json) {
    invocation.out << dsl::render_json(all, project.sources) << '\n';
    return;
  }
  const auto colour = invocation.colour ? dsl::Colour::yes : dsl::Colour::no;
  for (const auto& diagnostic : all) {
    if (format == Format::brief)
      invocation.err << dsl::render_brief(diagnostic, project.sources) << '\n';
    else
      invocation.err << dsl::render(diagnostic, project.sources, colour) << '\n';
  }
  show_summary(project, invocation);
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
