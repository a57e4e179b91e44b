// Scripts that let a shell complete the commands, options and values of the program.
#pragma once

#include "cli/command_tree.hpp"

#include <string>
#include <vector>

namespace tocsin::cli {

// Each is a whole script for its shell; where nothing of ours fits, the shell offers files.
std::string bash_completion(const std::vector<CommandFacts>& commands);
std::string zsh_completion(const std::vector<CommandFacts>& commands);
std::string fish_completion(const std::vector<CommandFacts>& commands);

}  // namespace tocsin::cli
