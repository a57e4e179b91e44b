#include "cli/rewrite.hpp"

#include "cli/new_file.hpp"
#include "cli/unified_diff.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <ostream>

namespace tocsin::cli {

namespace fs = std::filesystem;

void add_rewrite_options(CLI::App& command, RewriteArgs& args) {
  command.add_flag("--check", args.check, "Write nothing; exit with 1 when something would change");
  command.add_flag("--diff", args.diff, "Write nothing; show what would change");
}

std::string shown_path(const fs::path& path) {
  const auto shown = path.lexically_proximate(fs::current_path()).generic_string();
  return shown.starts_with("../") ? path.generic_string() : shown;
}

void rewrite(const fs::path& path, std::string_view before, std::string_view after,
             const RewriteArgs& args, Verb verb, Invocation& invocation) {
  if (before == after) return;
  if (args.check) invocation.exit_code = kErrors;
  const auto name = shown_path(path);
  const auto colour = invocation.colour ? dsl::Colour::yes : dsl::Colour::no;
  if (args.diff) {
    invocation.out << unified_diff(before, after, name, colour);
  } else if (args.check) {
    invocation.out << fmt::format("would {} {}\n", verb.infinitive, name);
  } else {
    replace_file(path.string(), after);
    invocation.out << fmt::format("{} {}\n", verb.past, name);
  }
}

}  // namespace tocsin::cli
