#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/rules.hpp"
#include "dryrun/rule_test.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

struct TestArgs {
  std::vector<std::string> paths;
  std::string filter;
};

std::string place_of(const dsl::Project& project, dsl::Span span) {
  const auto place = project.sources.place(span.file, span.begin);
  return fmt::format("{}:{}", project.sources.file(span.file).path, place.line);
}

void show_failure(const dsl::Project& project, const dryrun::TestFailure& failure,
                  std::ostream& out) {
  out << fmt::format("  {}: expected {}\n", place_of(project, failure.expectation),
                     failure.expected);
  out << fmt::format("    happened: {}\n", failure.happened);
  if (failure.rule.end > failure.rule.begin)
    out << fmt::format("    rule: {}\n", place_of(project, failure.rule));
  for (const auto& line : failure.timeline) out << "    " << line << '\n';
}

std::string painted(std::string_view word, const char* colour, const Invocation& invocation) {
  return invocation.colour ? fmt::format("\x1b[{}m{}\x1b[0m", colour, word) : std::string(word);
}

void run(const TestArgs& args, Invocation& invocation) {
  const auto project = load_rules(args.paths);
  const auto plan = sound_plan(project, invocation);
  if (!plan) return;
  std::size_t passed = 0, failed = 0;
  for (const auto& test : plan->tests) {
    if (test.title.find(args.filter) == std::string::npos) continue;
    const auto result = dryrun::run_test(*plan, test);
    if (!result) throw StartupError{result.error().message};
    (result->passed() ? passed : failed)++;
    invocation.out << (result->passed() ? painted("pass", "32", invocation)
                                        : painted("FAIL", "31", invocation))
                   << "  " << place_of(project, result->span) << "  " << result->title << '\n';
    for (const auto& rounding : result->roundings)
      invocation.out << fmt::format("  {}: {}\n", place_of(project, rounding.expectation),
                                    rounding.text);
    for (const auto& failure : result->failures) show_failure(project, failure, invocation.out);
  }
  invocation.out << fmt::format("{} passed, {} failed\n", passed, failed);
  if (passed + failed == 0 && !args.filter.empty())
    throw StartupError{fmt::format("--filter {}: no test has this in its title", args.filter)};
  if (failed > 0) invocation.exit_code = kErrors;
}

}  // namespace

void add_test(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<TestArgs>();
  auto* command = app.add_subcommand(
      "test", "Run the `test` blocks of rule files, in virtual time and without any service.");
  command->add_option("RULES", args->paths, "Rule files, or folders with *.tocsin files")
      ->required();
  command->add_option("--filter", args->filter, "Only tests whose title has this text in it");
  command->footer(
      "Example:\n  tocsin test rules/loan_rejection\n"
      "A failure names the test line, the rule line, what was expected and what happened around "
      "that tick.");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
