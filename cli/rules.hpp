// Reads the rules that a command is given, and says what is wrong with them.
#pragma once

#include "cli/commands.hpp"
#include "dsl/checker.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace tocsin::cli {

// `RULES`, the rules that a command is for; none written are those of this folder. `paths` outlives
// the command.
CLI::Option* add_rules(CLI::App& command, std::vector<std::string>& paths);

enum class Format { human, brief, json, sarif, github };

// Everything that this program ships: measures, channels, sources.
dsl::Catalogue catalogue();

// The column names of a file of rows, or nothing when it is not there or cannot be read.
std::optional<std::vector<std::string>> columns_of(const std::string& path);

// The paths by the project they belong to, which is that of the nearest `tocsin.toml`: in the order
// of the first path of each. A folder in none stands for the projects below it. Those without one
// are a project together.
std::vector<std::vector<std::string>> by_project(const std::vector<std::string>& paths);

// Where the project lies as seen from the current folder, with a `/` at its end; empty: here.
std::string prefix_of(const dsl::Project& project);

// For commands and options that speak of one project: throws StartupError when the paths are of
// several. `what` names it: "--reference".
void needs_one_project(const std::vector<std::string>& paths, std::string_view what);

// When a file was written last; nothing when it is not there.
std::optional<Instant> written_at(const std::string& path);

// Parses and checks; throws StartupError when a path cannot be read. `references`: "model.name" ->
// file. `read`, `today`, `keeps_trees`: as in CheckOptions.
dsl::Project load_rules(const std::vector<std::string>& paths,
                        const std::map<std::string, std::string>& references = {},
                        decltype(dsl::CheckOptions::read) read = {},
                        std::optional<Instant> today = {}, bool keeps_trees = false);

// All diagnostics. Human and brief ones go to `err`, each project's with a last line that counts
// them and, of several, a first one that names it; what other programs read goes to `out`, and JSON
// and SARIF are one document for all.
void show_diagnostics(const std::vector<const dsl::Project*>& projects, Format format,
                      Invocation& invocation);

// Shows what cannot be run (dsl/not_evaluated.hpp) and sets exit_code; false when there is nothing.
bool refuses(const std::vector<dsl::Diagnostic>& refusals, const dsl::Project& project,
             Invocation& invocation);

// For commands that need sound rules: shows what is wrong and sets exit_code; null when there are
// errors.
std::shared_ptr<const dsl::Plan> sound_plan(const dsl::Project& project, Invocation& invocation);

// `MODEL=FILE` texts of a repeatable option; throws StartupError naming the option.
std::map<std::string, std::string> bindings(const std::vector<std::string>& texts,
                                            const std::string& option);

}  // namespace tocsin::cli
