#include "cli/command_tree.hpp"

#include <CLI/CLI.hpp>

namespace tocsin::cli {
namespace {

// A closed set of values stands in the type of its option: `TEXT:{brief,human,json}`, `table|json`.
std::vector<std::string> values_in(const std::string& type) {
  const auto open = type.find('{'), close = type.find('}');
  if (open == std::string::npos || close == std::string::npos || close < open)
    return type.find('|') == std::string::npos ? std::vector<std::string>()
                                               : CLI::detail::split(type, '|');
  return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

OptionFacts facts_of(const CLI::Option& option) {
  OptionFacts facts;
  for (const auto& name : option.get_snames()) facts.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) facts.names.push_back("--" + name);
  facts.summary = option.get_description();
  facts.takes_value = option.get_items_expected_max() > 0;
  facts.values = values_in(option.get_type_name());
  return facts;
}

void collect(const CLI::App& app, std::vector<std::string> path, std::vector<CommandFacts>& all) {
  CommandFacts facts{.path = path, .summary = app.get_description()};
  for (const auto* option : app.get_options()) {
    auto found = facts_of(*option);
    if (!found.names.empty()) {
      facts.options.push_back(std::move(found));
      continue;
    }
    facts.takes_files = facts.takes_files || found.values.empty();
    facts.words.insert(facts.words.end(), found.values.begin(), found.values.end());
  }
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const auto* command : commands) facts.subcommands.push_back(command->get_name());
  all.push_back(std::move(facts));
  for (const auto* command : commands) {
    auto deeper = path;
    deeper.push_back(command->get_name());
    collect(*command, std::move(deeper), all);
  }
}

}  // namespace

std::vector<CommandFacts> command_tree(const CLI::App& app) {
  std::vector<CommandFacts> all;
  collect(app, {}, all);
  return all;
}

}  // namespace tocsin::cli
