#include "base/counted.hpp"
#include "cli/commands.hpp"
#include "cli/rules.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <deque>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace tocsin::cli {
namespace {

const std::map<std::string, Format> kFormats{{"human", Format::human},
                                             {"brief", Format::brief},
                                             {"json", Format::json},
                                             {"sarif", Format::sarif},
                                             {"github", Format::github}};

struct CheckArgs {
  std::vector<std::string> paths;
  Format format = Format::human;
  std::vector<std::string> references;
  std::string today;
};

// Never taken apart: it goes with the process, and ten thousand monitors are many pieces.
const dsl::Project& kept(dsl::Project project) {
  static auto* const all = new std::deque<dsl::Project>;
  return all->emplace_back(std::move(project));
}

struct Totals {
  std::size_t models = 0, monitors = 0, routes = 0, tests = 0;

  void add(const dsl::Plan& plan) {
    models += plan.models.size();
    monitors += plan.monitors.size();
    routes += plan.routes.size();
    tests += plan.tests.size();
  }
  std::string text() const {
    return fmt::format("fine: {}, {}, {}, {}\n", counted(models, "model"),
                       counted(monitors, "monitor"), counted(routes, "route"),
                       counted(tests, "test"));
  }
};

std::string is_date(const std::string& text) {
  return parse_time(text + "T00:00") ? "" : "expected a date such as 2026-03-02, found " + text;
}

void run(const CheckArgs& args, Invocation& invocation) {
  const auto today = args.today.empty() ? invocation.now : *parse_time(args.today + "T00:00");
  if (!args.references.empty()) needs_one_project(args.paths, "--reference");
  std::vector<const dsl::Project*> projects;
  for (const auto& paths : by_project(args.paths))
    projects.push_back(
        &kept(load_rules(paths, bindings(args.references, "--reference"), {}, today, true)));
  show_diagnostics(projects, args.format, invocation);
  Totals totals;
  for (const auto* project : projects)
    if (project->plan)
      totals.add(*project->plan);
    else
      invocation.exit_code = kErrors;
  const bool for_people = args.format == Format::human || args.format == Format::brief;
  if (for_people && invocation.exit_code == kFine) invocation.out << totals.text();
}

}  // namespace

void add_check(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<CheckArgs>();
  auto* command = app.add_subcommand(
      "check",
      "Say what is wrong with rule files: all errors of all files, with places and fixes.");
  add_rules(*command, args->paths);
  command
      ->add_option_function<std::string>(
          "--format", [args](const std::string& f) { args->format = kFormats.at(f); },
          "human (default), brief: a line each, json, sarif: for code scanning, github: "
          "annotations of a workflow")
      ->check(CLI::IsMember(kFormats));
  command->add_option("--reference", args->references,
                      "MODEL.NAME=FILE: take a reference from this file (repeatable)");
  command
      ->add_option("--today", args->today,
                   "DATE: judge pauses, trials and the age of references as on this day")
      ->check(is_date);
  command->footer(
      "Examples:\n"
      "  tocsin check rules/loan_rejection\n"
      "  tocsin check rules --format sarif > tocsin.sarif\n"
      "Warnings do not change the exit code; errors give 1. tocsin.toml says how loud each lint "
      "is:\n"
      "  [lints]\n"
      "  L004 = \"error\"   # or \"warn\", \"off\"; `all` stands for those not named\n"
      "Rules of several projects, each below its tocsin.toml, are checked project by project.\n"
      "A clause may be excused: # tocsin: allow L004 because \"...\"");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
