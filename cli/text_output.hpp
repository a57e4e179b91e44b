// Where a command puts rules that it wrote: to a new file or to the output, as text or as JSON.
#pragma once

#include "cli/commands.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace tocsin::cli {

struct TextOutput {
  std::string file;  // empty: the output
  std::string format = "text";
  bool is_json() const { return format == "json"; }
};

// `--out` and `--format`; `output` outlives the command.
void add_options(CLI::App& command, TextOutput& output);

// Throws StartupError when the file is there already.
void check_output(const TextOutput& output);
// The text to the file, or as it is to the output; with `--format json` the JSON to the output.
void write_output(const TextOutput& output, std::string_view text, const nlohmann::json& as_json,
                  Invocation& invocation);

}  // namespace tocsin::cli
