// What commands that change rule files share: write them, or only tell what would change.
#pragma once

#include "cli/commands.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace tocsin::cli {

struct RewriteArgs {
  bool check = false;  // write nothing; a change is kErrors
  bool diff = false;   // write nothing; show the change
};

// Adds `--check` and `--diff`.
void add_rewrite_options(CLI::App& command, RewriteArgs& args);

// A path as a person would name it from the current folder.
std::string shown_path(const std::filesystem::path& path);

struct Verb {
  std::string_view infinitive;  // "format"
  std::string_view past;        // "formatted"
};

// Does with a changed text what `args` ask for, and tells it. Nothing when it stays the same.
void rewrite(const std::filesystem::path& path, std::string_view before, std::string_view after,
             const RewriteArgs& args, Verb verb, Invocation& invocation);

}  // namespace tocsin::cli
