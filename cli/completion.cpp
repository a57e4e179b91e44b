#include "cli/command_tree.hpp"
#include "cli/commands.hpp"
#include "cli/completion_scripts.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>
#include <string>

namespace tocsin::cli {
namespace {

std::string script_for(const std::string& shell, const CLI::App& app) {
  const auto commands = command_tree(app);
  if (shell == "bash") return bash_completion(commands);
  return shell == "zsh" ? zsh_completion(commands) : fish_completion(commands);
}

}  // namespace

void add_completion(CLI::App& app, Invocation& invocation) {
  auto shell = std::make_shared<std::string>();
  auto* command = app.add_subcommand(
      "completion", "Print a script with which a shell completes commands, options and values.");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer(
      "Examples:\n"
      "  source <(tocsin completion bash)       # in ~/.bashrc\n"
      "  source <(tocsin completion zsh)        # in ~/.zshrc, after compinit\n"
      "  tocsin completion fish | source        # in ~/.config/fish/config.fish");
  command->callback([shell, &app, &invocation] { invocation.out << script_for(*shell, app); });
}

}  // namespace tocsin::cli
