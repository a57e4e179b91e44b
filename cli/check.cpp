#include "cli/commands.hpp"
#include "cli/rules.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

struct CheckArgs {
  std::vector<std::string> paths;
  Format format = Format::human;
  std::vector<std::string> references;
};

void run(const CheckArgs& args, Invocation& invocation) {
  const auto project = load_rules(args.paths, bindings(args.references, "--reference"));
  show_diagnostics(project, args.format, invocation);
  if (!project.plan) invocation.exit_code = kErrors;
  if (args.format != Format::json && project.plan)
    invocation.out << fmt::format("fine: {} models, {} monitors, {} routes, {} tests\n",
                                  project.plan->models.size(), project.plan->monitors.size(),
                                  project.plan->routes.size(), project.plan->tests.size());
}

}  // namespace

void add_check(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<CheckArgs>();
  auto* command = app.add_subcommand(
      "check",
      "Say what is wrong with rule files: all errors of all files, with places and fixes.");
  command->add_option("RULES", args->paths, "Rule files, or folders with *.tocsin files")
      ->required();
  command->add_option("--format", args->format, "human (default), brief: a line each, json")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Format>{
          {"human", Format::human}, {"brief", Format::brief}, {"json", Format::json}}));
  command->add_option("--reference", args->references,
                      "MODEL.NAME=FILE: take a reference from this file (repeatable)");
  command->footer(
      "Example:\n  tocsin check rules/loan_rejection\nWarnings do not change the exit code; errors "
      "give 1.");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
