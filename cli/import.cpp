#include "base/printable.hpp"
#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/new_model.hpp"
#include "cli/rules.hpp"
#include "cli/text_output.hpp"
#include "exchange/prometheus_import.hpp"
#include "exchange/yaml.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <set>

namespace tocsin::cli {
namespace {

using exchange::Import;
using exchange::ImportedRule;
using exchange::RuleFile;

struct ImportArgs {
  std::vector<std::string> files;
  std::string model;
  TextOutput output;
};

// One byte beyond the limit is enough to be refused for its size.
std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(exchange::kMaxYamlBytes + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (!file && !file.eof()))
    throw StartupError{fmt::format("{}: it cannot be read", path)};
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

// Nothing after saying why it is no rule file.
std::optional<RuleFile> read_file(const std::string& path, Invocation& invocation) {
  auto rules = exchange::read_prometheus_rules(bytes_of(path));
  if (!rules) {
    invocation.err << fmt::format("{}: {}\n", path, rules.error().message);
    return std::nullopt;
  }
  for (const auto& fault : rules->faults)
    invocation.err << fmt::format("{}:{}: {}\n", path, fault.line, fault.text);
  if (!rules->faults.empty()) return std::nullopt;
  return RuleFile{path, std::move(*rules)};
}

std::string summary_of(const Import& import) {
  const auto is_alert = [](const ImportedRule& rule) { return !rule.is_record; };
  const auto is_whole = [&](const ImportedRule& rule) {
    return is_alert(rule) && !rule.monitor.empty() && rule.losses.empty();
  };
  const auto is_lost = [&](const ImportedRule& rule) {
    return is_alert(rule) && rule.monitor.empty();
  };
  std::set<std::string> monitors;
  for (const auto& rule : import.rules)
    if (!rule.monitor.empty()) monitors.insert(rule.monitor);
  const auto alerts = std::ranges::count_if(import.rules, is_alert);
  const auto whole = std::ranges::count_if(import.rules, is_whole);
  const auto lost = std::ranges::count_if(import.rules, is_lost);
  return fmt::format(
      "{} alerts became {} monitors: {} in whole, {} with losses, {} not at all; {} recording "
      "rules stay with Prometheus\n",
      alerts, monitors.size(), whole, alerts - whole - lost, lost,
      static_cast<std::ptrdiff_t>(import.rules.size()) - alerts);
}

void show_losses(const Import& import, std::ostream& err) {
  for (const auto& rule : import.rules)
    for (const auto& loss : rule.losses)
      err << fmt::format("{}:{}: {}: {}\n", rule.file, rule.line, printable(rule.rule),
                         printable(loss));
  err << summary_of(import);
}

nlohmann::json as_json(const Import& import) {
  auto rules = nlohmann::json::array();
  for (const auto& rule : import.rules)
    rules.push_back(
        {{"file", rule.file},
         {"line", rule.line},
         {"group", printable(rule.group)},
         {"rule", printable(rule.rule)},
         {"kind", rule.is_record ? "record" : "alert"},
         {"monitor", rule.monitor.empty() ? nlohmann::json() : nlohmann::json(rule.monitor)},
         {"not_carried", rule.losses}});
  return {{"text", import.text}, {"rules", std::move(rules)}};
}

void run(const ImportArgs& args, Invocation& invocation) {
  if (!args.model.empty()) check_name(args.model);
  check_output(args.output);
  std::vector<RuleFile> files;
  for (const auto& path : args.files)
    if (auto file = read_file(path, invocation)) files.push_back(std::move(*file));
  if (files.size() < args.files.size()) {
    invocation.exit_code = kErrors;
    return;
  }
  const auto model = args.model.empty() ? std::nullopt : std::optional(args.model);
  const auto import = exchange::import_prometheus(files, model, catalogue());
  write_output(args.output, import.text, as_json(import), invocation);
  if (!args.output.is_json()) show_losses(import, invocation.err);
}

void add_prometheus(CLI::App& parent, Invocation& invocation) {
  auto args = std::make_shared<ImportArgs>();
  auto* command = parent.add_subcommand(
      "prometheus", "Each alert of Prometheus' rule files as a monitor that asks the same query.");
  command->add_option("FILE", args->files, "Rule files of Prometheus or vmalert, PrometheusRule")
      ->required();
  command->add_option("--model", args->model, "Watch this model of yours; else each group is one")
      ->type_name("NAME");
  add_options(*command, args->output);
  command->footer(
      "Example:\n  tocsin import prometheus alerts.yml --out alerts.tocsin\n"
      "What could not be carried over stands as a comment at its monitor, and in a list at the end "
      "(docs/prom.md).");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace

void add_import(CLI::App& app, Invocation& invocation) {
  auto* command = app.add_subcommand("import", "Rules of other systems as rules of tocsin.");
  command->require_subcommand(1);
  add_prometheus(*command, invocation);
}

}  // namespace tocsin::cli
