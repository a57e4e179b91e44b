#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "cli/rules.hpp"
#include "cli/text_output.hpp"
#include "exchange/prometheus_export.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

using exchange::Export;

struct ExportArgs {
  std::vector<std::string> paths;
  TextOutput output;
};

void show_losses(const Export& made, std::ostream& err) {
  std::size_t whole = 0, lost = 0, alerts = 0;
  for (const auto& monitor : made.monitors) {
    whole += !monitor.alerts.empty() && monitor.losses.empty();
    lost += monitor.alerts.empty();
    alerts += monitor.alerts.size();
    for (const auto& loss : monitor.losses)
      err << fmt::format("{}: {}\n", printable(monitor.monitor), printable(loss));
  }
  err << fmt::format(
      "{} monitors became {} alerts: {} in whole, {} with losses, {} not at all; routes, channels, "
      "mutes and incidents stay here\n",
      made.monitors.size(), alerts, whole, made.monitors.size() - whole - lost, lost);
}

nlohmann::json as_json(const Export& made) {
  auto monitors = nlohmann::json::array();
  for (const auto& monitor : made.monitors)
    monitors.push_back({{"monitor", monitor.monitor},
                        {"alerts", monitor.alerts},
                        {"not_carried", monitor.losses}});
  return {{"text", made.text}, {"monitors", std::move(monitors)}};
}

void run(const ExportArgs& args, Invocation& invocation) {
  check_output(args.output);
  const auto project = load_rules(args.paths);
  const auto plan = sound_plan(project, invocation);
  if (!plan) return;
  const auto made = exchange::export_prometheus(*plan);
  write_output(args.output, made.text, as_json(made), invocation);
  if (!args.output.is_json()) show_losses(made, invocation.err);
}

void add_prometheus(CLI::App& parent, Invocation& invocation) {
  auto args = std::make_shared<ExportArgs>();
  auto* command = parent.add_subcommand(
      "prometheus",
      "The monitors that ask Prometheus, as recording and alerting rules of its own.");
  add_rules(*command, args->paths);
  add_options(*command, args->output);
  command->footer(
      "Example:\n  tocsin export prometheus rules --out alerts.yml && promtool check rules "
      "alerts.yml\n"
      "What could not be carried over stands as a comment at its alerts, and in a list at the end "
      "(docs/prom.md).");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace

void add_export(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("export", "Rules of tocsin as rules of other systems.");
  command->require_subcommand(1);
  add_prometheus(*command, invocation);
}

}  // namespace tocsin::cli
