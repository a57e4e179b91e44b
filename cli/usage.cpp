#include "cli/usage.hpp"

#include "base/printable.hpp"
#include "base/spelling.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>
#include <string_view>

namespace tocsin::cli {
namespace {

using Words = std::vector<std::string>;

const CLI::App* command_of(const CLI::App& app, const std::string& name) {
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    if (command->get_name() == name) return command;
  return nullptr;
}

Words commands_of(const CLI::App& app) {
  Words names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

Words options_of(const CLI::App& app) {
  Words names;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    for (const auto& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

std::string did_you_mean(const std::string& word, const Words& names) {
  const std::vector<std::string_view> known(names.begin(), names.end());
  const auto near = nearest(word, known);
  return near ? fmt::format(", did you mean `{}`?", *near) : "";
}

// What stands where a command should.
std::string wrong_command(const CLI::App& app, std::span<const std::string> rest) {
  const auto names = commands_of(app);
  if (names.empty()) return "";
  if (rest.empty()) return fmt::format("a command is missing; known: {}", fmt::join(names, ", "));
  if (rest.front().starts_with('-')) return "";
  return fmt::format("there is no command `{}`{}; known: {}", printable(rest.front()),
                     did_you_mean(rest.front(), names), fmt::join(names, ", "));
}

// `-j4` and `--jobs=4` hold the value.
std::string name_in(const std::string& word) {
  return word.starts_with("--") ? word.substr(0, word.find('=')) : word.substr(0, 2);
}

std::string wrong_option(const CLI::App& app, std::span<const std::string> rest) {
  const auto known = options_of(app);
  for (const auto& word : rest) {
    if (word == "--") return "";
    if (word.size() < 2 || word[0] != '-' || std::ranges::count(known, name_in(word)) > 0) continue;
    return fmt::format("there is no option `{}`{}", printable(name_in(word)),
                       did_you_mean(name_in(word), known));
  }
  return "";
}

std::string in_plain_words(const std::string& problem) {
  constexpr std::string_view kOften = ": At Most 1 required but received ";
  const auto at = problem.find(kOften);
  if (at == std::string::npos) return printable(problem);
  return fmt::format("{} stands {} times; once would have worked", problem.substr(0, at),
                     problem.substr(at + kOften.size()));
}

}  // namespace

std::string usage_fault(const CLI::App& app, const Words& words, const std::string& problem) {
  const auto* command = &app;
  std::string path = "tocsin";
  std::span<const std::string> rest = words;
  while (!rest.empty()) {
    const auto* next = command_of(*command, rest.front());
    if (next == nullptr) break;
    command = next;
    path += " " + rest.front();
    rest = rest.subspan(1);
  }
  auto fault = wrong_command(*command, rest);
  const bool is_unexpected = problem.find("not expected") != std::string::npos;
  if (fault.empty() && (is_unexpected || !commands_of(*command).empty()))
    fault = wrong_option(*command, rest);
  if (fault.empty()) fault = in_plain_words(problem);
  return fmt::format("{}: {} ({} --help)\n", path, fault, path);
}

}  // namespace tocsin::cli
