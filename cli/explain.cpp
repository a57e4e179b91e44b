#include "base/result.hpp"
#include "cli/commands.hpp"
#include "dsl/codes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace tocsin::cli {
namespace {

struct ExplainArgs {
  std::string what;
};

std::string headline(const dsl::Code& code) {
  return fmt::format("{}[{}]: {}\n", dsl::level_name(code.level), code.name, code.title);
}

void list_codes(std::ostream& out) {
  for (const auto& code : dsl::codes()) out << headline(code);
}

[[noreturn]] void no_such_code(const std::string& what) {
  std::string quoted;
  for (const auto name : dsl::codes_like(what))
    quoted += fmt::format("{}`{}`", quoted.empty() ? "" : ", ", name);
  const auto hint =
      quoted.empty() ? "`tocsin explain` lists all codes" : fmt::format("similar: {}", quoted);
  throw StartupError{fmt::format("explain {}: no message has this code; {}", what, hint)};
}

void explain_code(const std::string& name, std::ostream& out) {
  const auto* code = dsl::find_code(name);
  if (code == nullptr) no_such_code(name);
  out << headline(*code) << '\n' << code->text;
}

void run(const ExplainArgs& args, Invocation& invocation) {
  if (args.what.empty()) return list_codes(invocation.out);
  explain_code(args.what, invocation.out);
}

}  // namespace

void add_explain(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<ExplainArgs>();
  auto* command = app.add_subcommand(
      "explain",
      "Say at length what a message of `check` means, why it is so, and how to mend it.");
  command->add_option("CODE", args->what,
                      "Of a message, such as T2104; without it, all are listed");
  command->footer("Example:\n  tocsin explain T2104");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
