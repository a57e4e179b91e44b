#include "prose/catalog.hpp"

#include "cli/commands.hpp"
#include "cli/rules.hpp"

#include <CLI/CLI.hpp>

#include <map>
#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

using Render = std::string (*)(const prose::Catalog&);

const std::map<std::string, Render> kRenderers{{"markdown", prose::render_markdown},
                                               {"html", prose::render_html},
                                               {"json", prose::render_json}};

struct CatalogArgs {
  std::vector<std::string> rules;
  std::string format = "markdown";
};

void run(const CatalogArgs& args, Invocation& invocation) {
  const auto plan = sound_plan(load_rules(args.rules), invocation);
  if (plan) invocation.out << kRenderers.at(args.format)(prose::catalog(*plan));
}

}  // namespace

void add_catalog(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<CatalogArgs>();
  auto* command = app.add_subcommand(
      "catalog",
      "List what is watched for the people who asked for it: fears, owners, runbooks, who is told, "
      "tests, and what nobody watches.");
  add_rules(*command, args->rules);
  command
      ->add_option("--format", args->format,
                   "markdown (default), html: one page that needs nothing beside itself, json")
      ->check(CLI::IsMember(kRenderers));
  command->footer(
      "Examples:\n"
      "  tocsin catalog rules > WATCHED.md\n"
      "  tocsin catalog rules --format html > watched.html");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
