#include "prose/graph.hpp"

#include "cli/commands.hpp"
#include "cli/rules.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

struct GraphArgs {
  std::vector<std::string> rules;
  bool mermaid = false;
};

void run(const GraphArgs& args, Invocation& invocation) {
  const auto plan = sound_plan(load_rules(args.rules), invocation);
  if (!plan) return;
  const auto graph = prose::graph(*plan);
  invocation.out << (args.mermaid ? prose::render_mermaid(graph) : prose::render_dot(graph));
}

}  // namespace

void add_graph(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<GraphArgs>();
  auto* command = app.add_subcommand(
      "graph", "Draw who is told of what: monitors, the routes that take them, channels.");
  add_rules(*command, args->rules);
  command
      ->add_option_function<std::string>(
          "--format", [args](const std::string& format) { args->mermaid = format == "mermaid"; },
          "dot (default): for Graphviz; mermaid: for Markdown pages")
      ->check(CLI::IsMember({"dot", "mermaid"}));
  command->footer(
      "Examples:\n"
      "  tocsin graph rules | dot -Tsvg > routes.svg\n"
      "  tocsin graph rules --format mermaid");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
