#include "cli/text_output.hpp"

#include "cli/new_file.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

namespace tocsin::cli {

void add_options(CLI::App& command, TextOutput& output) {
  command.add_option("--out", output.file, "A new file to write; otherwise it goes to the output")
      ->type_name("FILE");
  command
      .add_option("--format", output.format, "text (default), or json: the rules and what was lost")
      ->check(CLI::IsMember({"text", "json"}));
}

void check_output(const TextOutput& output) {
  if (!output.file.empty()) refuse_existing(output.file);
}

void write_output(const TextOutput& output, std::string_view text, const nlohmann::json& as_json,
                  Invocation& invocation) {
  if (!output.file.empty()) write_new_file(output.file, text);
  if (output.is_json())
    invocation.out << as_json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  else if (output.file.empty())
    invocation.out << text;
}

}  // namespace tocsin::cli
