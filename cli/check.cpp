#include "cli/commands.hpp"
#include "cli/rules.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <deque>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

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
};

// Never taken apart: it goes with the process, and ten thousand monitors are many pieces.
const dsl::Project& kept(dsl::Project project) {
  static auto* const all = new std::deque<dsl::Project>;
  return all->emplace_back(std::move(project));
}

std::string counted(std::size_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

void run(const CheckArgs& args, Invocation& invocation) {
  const auto& project = kept(load_rules(args.paths, bindings(args.references, "--reference")));
  show_diagnostics(project, args.format, invocation);
  if (!project.plan) invocation.exit_code = kErrors;
  const bool for_people = args.format == Format::human || args.format == Format::brief;
  if (for_people && project.plan)
    invocation.out << fmt::format(
        "fine: {}, {}, {}, {}\n", counted(project.plan->models.size(), "model"),
        counted(project.plan->monitors.size(), "monitor"),
        counted(project.plan->routes.size(), "route"), counted(project.plan->tests.size(), "test"));
}

}  // namespace

void add_check(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<CheckArgs>();
  auto* command = app.add_subcommand(
      "check",
      "Say what is wrong with rule files: all errors of all files, with places and fixes.");
  command->add_option("RULES", args->paths, "Rule files, or folders with *.tocsin files")
      ->required();
  command
      ->add_option_function<std::string>(
          "--format", [args](const std::string& f) { args->format = kFormats.at(f); },
          "human (default), brief: a line each, json, sarif: for code scanning, github: "
          "annotations of a workflow")
      ->check(CLI::IsMember(kFormats));
  command->add_option("--reference", args->references,
                      "MODEL.NAME=FILE: take a reference from this file (repeatable)");
  command->footer(
      "Examples:\n"
      "  tocsin check rules/loan_rejection\n"
      "  tocsin check rules --format sarif > tocsin.sarif\n"
      "Warnings do not change the exit code; errors give 1. tocsin.toml says how loud each lint "
      "is:\n"
      "  [lints]\n"
      "  L004 = \"error\"   # or \"warn\", \"off\"; `all` stands for those not named\n"
      "A clause may be excused: # tocsin: allow L004 because \"...\"");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
