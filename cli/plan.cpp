#include "base/result.hpp"
#include "changes/compare.hpp"
#include "changes/render.hpp"
#include "cli/commands.hpp"
#include "cli/git.hpp"
#include "cli/rules.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <ostream>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

enum class PlanFormat { text, json, markdown };
const std::map<std::string, PlanFormat> kFormats{
    {"text", PlanFormat::text}, {"json", PlanFormat::json}, {"markdown", PlanFormat::markdown}};

struct PlanArgs {
  std::string old, now;
  std::string rules;  // with revisions; empty: OLD and NEW are paths
  PlanFormat format = PlanFormat::text;
  bool exit_code = false;
};

// One of the two rule sets; what was read out of git goes with it.
struct Side {
  std::string name;  // as the user called it
  std::unique_ptr<ScratchFolder> scratch;
  dsl::Project project;
  changes::Surroundings::ContentOf content;
};

// The file that the rules mean; the bytes are compared and never shown.
changes::Surroundings::ContentOf on_disk(const dsl::Project& project) {
  return [root = fs::path(project.root)](const std::string& path) -> std::optional<Hash128> {
    std::ifstream in(root / path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    return in ? std::optional(hash128(bytes)) : std::nullopt;
  };
}

// The same in a revision, of which the rule files lie in `scratch`.
changes::Surroundings::ContentOf in_history(const dsl::Project& project,
                                            const std::string& revision, const std::string& rules,
                                            const fs::path& scratch) {
  const auto root =
      fs::weakly_canonical(project.root).lexically_relative(fs::weakly_canonical(scratch));
  return [=](const std::string& path) -> std::optional<Hash128> {
    const auto bytes = file_at(revision, rules, (root / path).lexically_normal());
    return bytes ? std::optional(hash128(*bytes)) : std::nullopt;
  };
}

Side from_path(const std::string& path) {
  if (!fs::exists(path))
    throw StartupError{fmt::format(
        "{}: no such file or folder (to compare git revisions, say where their rules are: --rules "
        "FOLDER)",
        path)};
  Side side{path, nullptr, load_rules({path}), {}};
  side.content = on_disk(side.project);
  return side;
}

// Two files of one folder are two versions, and not one project.
bool are_versions(const std::string& old, const std::string& now) {
  const auto folder = [](const std::string& path) {
    return fs::weakly_canonical(path).parent_path();
  };
  return fs::is_regular_file(old) && fs::is_regular_file(now) && folder(old) == folder(now);
}

Side from_file_alone(const std::string& path) {
  Side side{path, std::make_unique<ScratchFolder>(), {}, {}};
  const auto copy = side.scratch->path() / fs::path(path).filename();
  fs::copy_file(path, copy);
  side.project = load_rules({copy.string()});
  return side;
}

Side from_revision(const std::string& revision, const std::string& rules) {
  Side side{revision, std::make_unique<ScratchFolder>(), {}, {}};
  const auto at = rules_at(revision, rules, side.scratch->path());
  if (!at) throw StartupError{at.error().message};
  side.project = load_rules({at->string()});
  side.content = in_history(side.project, revision, rules, side.scratch->path());
  return side;
}

Side old_side(const PlanArgs& args) {
  if (!args.rules.empty()) return from_revision(args.old, args.rules);
  return are_versions(args.old, args.now) ? from_file_alone(args.old) : from_path(args.old);
}

Side new_side(const PlanArgs& args) {
  if (args.rules.empty()) {
    if (args.now.empty()) throw StartupError{"plan: name two files or folders, OLD and NEW"};
    return are_versions(args.old, args.now) ? from_file_alone(args.now) : from_path(args.now);
  }
  return args.now.empty() ? from_path(args.rules) : from_revision(args.now, args.rules);
}

// Says which of the two is meant before it shows what is wrong.
bool is_sound(const Side& side, Invocation& invocation) {
  if (side.project.plan) return true;
  invocation.err << fmt::format("{} has errors:\n", side.name);
  return sound_plan(side.project, invocation) != nullptr;
}

// `main..feature` is two revisions.
void split_range(PlanArgs& args) {
  const auto dots = args.old.find("..");
  if (args.rules.empty() || !args.now.empty() || dots == std::string::npos) return;
  args.now = args.old.substr(dots + 2);
  args.old.resize(dots);
  if (args.now.starts_with('.') || args.now.empty())
    throw StartupError{"plan: a range is OLD..NEW, such as main..feature"};
}

void show(const changes::Changes& found, changes::Sides sides, PlanFormat format,
          Invocation& invocation) {
  const auto colour = invocation.colour ? dsl::Colour::yes : dsl::Colour::no;
  switch (format) {
    case PlanFormat::text: invocation.out << render_text(found, sides, colour); return;
    case PlanFormat::json: invocation.out << render_json(found, sides); return;
    case PlanFormat::markdown: invocation.out << render_markdown(found, sides); return;
  }
}

void run(PlanArgs args, Invocation& invocation) {
  split_range(args);
  const auto old = old_side(args), now = new_side(args);
  const bool old_is_sound = is_sound(old, invocation);
  if (!is_sound(now, invocation) || !old_is_sound) return;
  const auto found = changes::compare(*old.project.plan, *now.project.plan,
                                      {old.content, now.content, catalogue().channels});
  show(found, {old.project.sources, now.project.sources}, args.format, invocation);
  if (args.exit_code && std::ranges::any_of(found.all, changes::changes_meaning))
    invocation.exit_code = kChanged;
}

}  // namespace

void add_plan(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<PlanArgs>();
  auto* command = app.add_subcommand(
      "plan",
      "What a change of rules means: what is watched and told otherwise, and what happens to "
      "running timers.");
  command
      ->add_option("OLD", args->old, "File or folder; with --rules a git revision, or a range A..B")
      ->required();
  command->add_option("NEW", args->now,
                      "File or folder; with --rules a git revision (default: the work tree)");
  command->add_option("--rules", args->rules,
                      "Compare git revisions: the file or folder of the rules in them");
  command
      ->add_option_function<std::string>(
          "--format", [args](const std::string& f) { args->format = kFormats.at(f); },
          "text (default), json, markdown: for a pull request")
      ->check(CLI::IsMember(kFormats));
  command->add_flag("--exit-code", args->exit_code,
                    "Exit with 3 when something else is watched or told");
  command->footer(
      "Examples:\n"
      "  tocsin plan rules.old/ rules/                 two folders\n"
      "  tocsin plan main --rules rules/               the work tree against a branch\n"
      "  tocsin plan main..feature --rules rules/ --format markdown\n"
      "Templates, lets and defaults are spelled out before comparing: a change of layout or of "
      "names\nof lets is no change. Texts (titles, runbooks, ...) and tests are listed apart and "
      "change no\nmeaning.\n"
      "Exit codes: 0 compared, 1 errors in one of the rule sets, 2 usage, files or git, 3 a change "
      "of\nmeaning (with --exit-code).");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
