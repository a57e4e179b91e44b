#include "base/at_once.hpp"
#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/rewrite.hpp"
#include "cli/rules.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/format.hpp"
#include "dsl/parser.hpp"
#include "dsl/rule_files.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardInput = "-";
constexpr Verb kVerb{"format", "formatted"};

struct FmtArgs {
  std::vector<std::string> paths;
  RewriteArgs rewrite;
};

struct Job {
  fs::path path;
  Result<std::string> before = std::string();
  dsl::Formatted after;
};

void work(Job& job) {
  job.before = dsl::read_rule_file(job.path);
  if (job.before) job.after = dsl::format(*job.before);
}

// Why a text could not be laid out as a whole.
void show_faults(std::string name, std::string text, Invocation& invocation) {
  dsl::Sources sources;
  dsl::Diagnostics diagnostics;
  dsl::parse(sources, sources.add({std::move(name), std::move(text)}), diagnostics);
  diagnostics.sort();
  const auto colour = invocation.colour ? dsl::Colour::yes : dsl::Colour::no;
  for (const auto& diagnostic : diagnostics.all())
    if (diagnostic.level == dsl::Level::error)
      invocation.err << dsl::render(diagnostic, sources, colour) << '\n';
  invocation.exit_code = kErrors;
}

void format_standard_input(const FmtArgs& args, Invocation& invocation) {
  const std::string before{std::istreambuf_iterator<char>(std::cin), {}};
  const auto after = dsl::format(before);
  if (!after.whole) show_faults("standard input", before, invocation);
  if (args.rewrite.check || args.rewrite.diff)
    rewrite("standard input", before, after.text, args.rewrite, kVerb, invocation);
  else
    invocation.out << after.text;
}

void run(const FmtArgs& args, Invocation& invocation) {
  if (args.paths == std::vector{std::string(kStandardInput)})
    return format_standard_input(args, invocation);
  if (std::ranges::count(args.paths, kStandardInput) > 0)
    throw StartupError{"fmt: `-` reads standard input and stands alone, without files beside it"};
  const auto files = dsl::rule_files({args.paths.begin(), args.paths.end()});
  if (!files) throw StartupError{files.error().message};
  std::vector<Job> jobs;
  for (const auto& file : *files) jobs.push_back({.path = file});
  at_once(jobs.size(), [&](std::size_t i) { work(jobs[i]); });
  for (const auto& job : jobs) {
    if (!job.before) {
      invocation.err << fmt::format("tocsin: {}: {}\n", shown_path(job.path),
                                    job.before.error().message);
      continue;
    }
    if (!job.after.whole) show_faults(shown_path(job.path), *job.before, invocation);
    rewrite(job.path, *job.before, job.after.text, args.rewrite, kVerb, invocation);
  }
  if (!std::ranges::all_of(jobs, [](const Job& job) { return job.before.has_value(); }))
    invocation.exit_code = kTrouble;
}

}  // namespace

void add_fmt(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<FmtArgs>();
  auto* command =
      app.add_subcommand("fmt", "Lay out rule files in the one style of the language, in place.");
  add_rules(*command, args->paths)
      ->description("Rule files, folders with *.tocsin files (default: this one), or - alone");
  add_rewrite_options(*command, args->rewrite);
  command->footer(
      "Examples:\n  tocsin fmt rules/                  lay out all files in the folder\n"
      "  tocsin fmt --check --diff rules/   for CI: what would change, and exit code 1 if "
      "anything\n"
      "  tocsin fmt - < a.tocsin            from standard input to standard output\n"
      "What cannot be read stays as it is, is told, and gives exit code 1. Comments always stay.");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
