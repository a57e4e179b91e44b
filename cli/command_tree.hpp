// What the commands of the program take, read from the parser that parses them.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tocsin::cli {

struct OptionFacts {
  std::vector<std::string> names;  // with their dashes: "--format"
  std::string summary;
  bool takes_value = false;
  std::vector<std::string> values;  // all there are; empty: anything
};

struct CommandFacts {
  std::vector<std::string> path;  // {"incidents", "list"}; empty: the program itself
  std::string summary;
  std::vector<OptionFacts> options;
  std::vector<std::string> subcommands;
  bool takes_files = false;        // or other free words
  std::vector<std::string> words;  // what a free word may be, where it is one of a few
};

// The program first, each command before its subcommands, in the order of `--help`.
std::vector<CommandFacts> command_tree(const CLI::App& app);

}  // namespace tocsin::cli
