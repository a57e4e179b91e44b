#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/rewrite.hpp"
#include "cli/rules.hpp"
#include "dsl/fixes.hpp"
#include "dsl/rule_files.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

constexpr Verb kVerb{"fix", "fixed"};
constexpr int kMostRounds = 20;          // a fix may bring out what another one hid
constexpr std::size_t kMostAlone = 100;  // fixes tried one by one where all together fail

struct FixArgs {
  std::vector<std::string> paths;
  RewriteArgs rewrite;
};

using Texts = std::map<fs::path, std::string>;

std::size_t errors_in(const dsl::Project& project) {
  return static_cast<std::size_t>(
      std::ranges::count(project.diagnostics.all(), dsl::Level::error, &dsl::Diagnostic::level));
}

// The project as it would be with these texts; files that are not among them are read and added.
struct Checked {
  dsl::Project project;
  std::vector<fs::path> files;  // in the order of the project's sources
};
Checked check(const std::vector<std::string>& paths, Instant now, Texts& texts) {
  Checked result;
  const auto read = [&](const fs::path& path) -> Result<std::string> {
    result.files.push_back(path);
    if (const auto known = texts.find(path); known != texts.end()) return known->second;
    auto text = dsl::read_rule_file(path);
    if (text) texts.emplace(path, *text);
    return text;
  };
  result.project = load_rules(paths, {}, read, now);
  return result;
}

// The texts after the fixes of these diagnostics that do not touch each other; equal to `texts`
// when there is nothing to fix.
Texts fixed(const Checked& checked, const std::vector<dsl::Diagnostic>& diagnostics,
            const std::vector<fs::path>& own, Texts texts) {
  const auto edits = dsl::compatible_edits(diagnostics);
  for (std::uint32_t i = 0; i < checked.files.size(); ++i) {
    const auto known = texts.find(checked.files[i]);
    if (known == texts.end() || std::ranges::count(own, checked.files[i]) == 0) continue;
    known->second = dsl::edited(known->second, i, edits);
  }
  return texts;
}

struct State {
  Instant now;  // fixes of what is over by today are applied too
  Texts texts;
  Checked checked;
};

// Takes the texts unless they have more errors: better a fix too few than a file that is worse.
bool take(State& state, Texts next, const std::vector<std::string>& paths) {
  if (next == state.texts) return false;
  auto rechecked = check(paths, state.now, next);
  if (errors_in(rechecked.project) > errors_in(state.checked.project)) return false;
  state = {state.now, std::move(next), std::move(rechecked)};
  return true;
}

// One round of fixes; where all together make it worse, the first one that does not. False when
// there was none.
bool fix_once(State& state, const std::vector<std::string>& paths,
              const std::vector<fs::path>& own) {
  const auto all = state.checked.project.diagnostics.all();
  if (take(state, fixed(state.checked, all, own, state.texts), paths)) return true;
  const auto first = all.begin();
  const auto some = std::min<std::size_t>(all.size(), kMostAlone);
  return std::any_of(first, first + static_cast<std::ptrdiff_t>(some), [&](const auto& one) {
    return take(state, fixed(state.checked, {one}, own, state.texts), paths);
  });
}

void run_project(const FixArgs& args, const std::vector<std::string>& paths,
                 Invocation& invocation) {
  const auto own = dsl::rule_files({paths.begin(), paths.end()});
  if (!own) throw StartupError{own.error().message};
  State state{invocation.now, {}, {}};
  state.checked = check(paths, state.now, state.texts);
  const auto before = state.texts;
  for (int round = 0; round < kMostRounds; ++round)
    if (!fix_once(state, paths, *own)) break;
  for (const auto& [path, text] : state.texts)
    rewrite(path, before.at(path), text, args.rewrite, kVerb, invocation);
  const auto left = errors_in(state.checked.project);
  if (left == 0) return;
  invocation.exit_code = kErrors;
  invocation.err << fmt::format("{} {} without a certain fix; `tocsin check` shows {}\n", left,
                                left == 1 ? "error" : "errors", left == 1 ? "it" : "them");
}

void run(const FixArgs& args, Invocation& invocation) {
  for (const auto& paths : by_project(args.paths)) run_project(args, paths, invocation);
}

}  // namespace

void add_fix(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<FixArgs>();
  auto* command = app.add_subcommand(
      "fix", "Apply the fixes that `tocsin check` proposes and that surely mean what was meant.");
  add_rules(*command, args->paths);
  add_rewrite_options(*command, args->rewrite);
  command->footer(
      "Examples:\n  tocsin fix --diff rules/   show what would change\n"
      "  tocsin fix rules/          change it\n"
      "Errors that are left give exit code 1; `tocsin check` shows them.");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
