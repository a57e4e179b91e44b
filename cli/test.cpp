#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/new_file.hpp"
#include "cli/progress.hpp"
#include "cli/rules.hpp"
#include "cli/test_choice.hpp"
#include "cli/test_report.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <thread>
#include <utility>

namespace tocsin::cli {
namespace {

constexpr std::size_t kMostJobs = 256;

struct TestArgs {
  std::vector<std::string> paths;
  std::vector<std::string> filters;
  std::string junit;
  std::string format = "human";
  bool coverage = false;
  double min_coverage = 0;
  std::size_t jobs = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostJobs);
  bool fail_fast = false;
};

std::vector<dryrun::TestOutcome> run_all(const TestArgs& args, const dsl::Plan& plan,
                                         const std::vector<std::size_t>& chosen,
                                         Invocation& invocation) {
  Progress progress(invocation);
  dryrun::RunOptions options;
  options.jobs = args.jobs;
  options.fail_fast = args.fail_fast;
  options.progress = [&](std::size_t done) {
    if (progress.is_due()) progress.show(fmt::format("{} of {} tests", done, chosen.size()));
  };
  return dryrun::run_tests(plan, chosen, options);
}

dryrun::Coverage coverage_by(const dsl::Plan& plan,
                             const std::vector<dryrun::TestOutcome>& outcomes) {
  dryrun::Exercised exercised;
  for (const auto& outcome : outcomes)
    if (outcome.result) exercised.add(outcome.result->exercised);
  return dryrun::coverage_of(plan, exercised);
}

void save_junit(const std::vector<TestReport>& reports, const std::string& file) {
  std::ostringstream out;
  write_junit(reports, out);
  write_file(file, out.view());
}

// What this version does not evaluate and some test asks for, each place once.
void show_refusals(const TestReport& report, Invocation& invocation) {
  std::vector<dsl::Diagnostic> all;
  for (const auto& outcome : report.outcomes) {
    if (outcome.result) continue;
    for (const auto& refusal : outcome.result.error().refusals)
      if (std::ranges::count(all, refusal.span, &dsl::Diagnostic::span) == 0)
        all.push_back(refusal);
  }
  refuses(all, report.project, invocation);
}

// A test that is refused says something of the rules, one that lacks a file of the world.
int exit_code_of(const TestArgs& args, const TestReport& report, Invocation& invocation) {
  const auto is_without_file = [](const dryrun::TestOutcome& outcome) {
    return !outcome.result && outcome.result.error().refusals.empty();
  };
  if (std::ranges::any_of(report.outcomes, is_without_file)) return kTrouble;
  if (report.count(TestState::passed) < report.outcomes.size()) return kErrors;
  if (report.coverage.share() * 100 >= args.min_coverage) return kFine;
  invocation.err << fmt::format(
      "tocsin: the tests exercise {}% of the rules, --min-coverage is {}%"
      "{}\n",
      coverage_percent(report.coverage), args.min_coverage,
      args.coverage ? "" : "; --coverage lists what is missing");
  return kErrors;
}

struct SoundProject {
  dsl::Project project;
  std::shared_ptr<const dsl::Plan> plan;
};

// Shows what is wrong with the others, and sets exit_code to the worst.
std::vector<SoundProject> sound_projects(const std::vector<std::string>& paths,
                                         Invocation& invocation) {
  std::vector<SoundProject> sound;
  int worst = kFine;
  for (const auto& of_one : by_project(paths)) {
    invocation.exit_code = kFine;
    auto project = load_rules(of_one);
    if (auto plan = sound_plan(project, invocation))
      sound.push_back({std::move(project), std::move(plan)});
    worst = std::max(worst, invocation.exit_code);
  }
  invocation.exit_code = worst;
  return sound;
}

TestReport report_of(const TestArgs& args, const SoundProject& sound, std::string folder,
                     const std::vector<std::size_t>& chosen, Invocation& invocation) {
  TestReport report{sound.project, *sound.plan, std::move(folder), {}, 0, {}};
  report.outcomes = run_all(args, *sound.plan, chosen, invocation);
  report.not_run = chosen.size() - report.outcomes.size();
  report.coverage = coverage_by(*sound.plan, report.outcomes);
  show_refusals(report, invocation);
  return report;
}

// Each project by itself, as text at once and for programs together; the exit code is the worst.
void run(const TestArgs& args, Invocation& invocation) {
  const auto projects = sound_projects(args.paths, invocation);
  std::vector<const dsl::Plan*> plans;
  for (const auto& sound : projects) plans.push_back(sound.plan.get());
  const auto chosen = chosen_tests(plans, args.filters);
  const auto coverage = args.coverage ? ShowCoverage::yes : ShowCoverage::no;
  const bool is_json = args.format == "json";
  int worst = invocation.exit_code;
  std::vector<TestReport> reports;
  const bool several = projects.size() > 1;
  for (std::size_t i = 0; i < projects.size(); ++i) {
    if (several && !args.filters.empty() && chosen[i].empty()) continue;
    auto folder = several ? prefix_of(projects[i].project) : "";
    const auto& report = reports.emplace_back(
        report_of(args, projects[i], std::move(folder), chosen[i], invocation));
    if (!is_json) show_text(report, coverage, invocation);
    worst = std::max(worst, exit_code_of(args, report, invocation));
  }
  if (reports.empty()) return;
  if (is_json) show_json(reports, coverage, invocation.out);
  if (!args.junit.empty()) save_junit(reports, args.junit);
  invocation.exit_code = worst;
}

// CLI11's own range lets `nan` pass.
std::string is_percentage(const std::string& text) {
  double percent = -1;
  const bool is_number = CLI::detail::lexical_cast(text, percent);
  return is_number && percent >= 0 && percent <= 100
             ? ""
             : "expected a percentage from 0 to 100, such as 80; found " + text;
}

void add_options(CLI::App& command, TestArgs& args) {
  add_rules(command, args.paths);
  command
      .add_option("--filter", args.filters,
                  "Only tests with this in their title, or in a monitor that they judge; * and ? "
                  "make it a pattern of the whole (repeatable: one of them is enough)")
      ->allow_extra_args(false);
  command.add_option("--format", args.format, "human (default), json")
      ->check(CLI::IsMember({"human", "json"}));
  command.add_option("--junit", args.junit, "Also write the results to this file, as JUnit's XML");
  command.add_flag("--coverage", args.coverage,
                   "List the rungs, gaps and routes that no test exercises");
  command
      .add_option("--min-coverage", args.min_coverage,
                  "Fail when the tests exercise less than so many percent of these")
      ->check(is_percentage);
  command
      .add_option("--jobs,-j", args.jobs,
                  "Tests that run at the same time (default: one a core); what is printed does not "
                  "depend on it")
      ->check(CLI::Range(std::size_t{1}, kMostJobs));
  command.add_flag("--fail-fast", args.fail_fast, "Stop at the first test that fails");
}

}  // namespace

void add_test(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<TestArgs>();
  auto* command = app.add_subcommand(
      "test", "Run the `test` blocks of rule files, in virtual time and without any service.");
  add_options(*command, *args);
  command->footer(
      "Examples:\n"
      "  tocsin test rules/loan_rejection\n"
      "  tocsin test rules --filter 'loan_rejection.*' --coverage\n"
      "  tocsin test rules --junit tests.xml --min-coverage 80\n"
      "A failure names the test line and the rule line, what was expected and what happened, and "
      "shows\nvalue, number of events and state at the ticks around it. The last line says how "
      "much "
      "of the rules\nthe tests exercise: a rung counts when an alert reached it, a gap when it "
      "acted, a route when a\nmessage went along it.\n"
      "Exit codes: 0 all passed; 1 a test failed, asks for what is not evaluated yet, or too "
      "little is\nexercised; 2 usage, or a file that a test needs cannot be read.");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
