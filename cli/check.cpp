#include "cli/commands.hpp"
#include "cli/rules.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <deque>
#include <memory>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::cli {
namespace {

const std::map<std::string, Format> kFormats{{"human", Format::human},
                                             {"brief", Format::brief},
                                             {"json", Format::json},
                                             {"sarif", Format::sarif},
                                             {"github", Format::github}};

struct CheckArgs {
  std::vector<std::string> paths;
  Format format = Format::human;
  std::vector<std::string> references;
  std::string today;
};

// Never taken apart: it goes with the process, and ten thousand monitors are many pieces.
const dsl::Project& kept(dsl::Project project) {
  static auto* const all = new std::deque<dsl::Project>;
  return all->emplace_back(std::move(project));
}

std::string counted(std::size_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

using Json = nlohmann::ordered_json;

// Paths of several projects are told apart by where each lies.
void set_below(const std::string& prefix, Json& json) {
  for (auto& [key, value] : json.items())
    if (key == "path" && value.is_string())
      value = prefix + value.get<std::string>();
    else if (value.is_structured())
      set_below(prefix, value);
}

// One document for all projects: an array of diagnostics, or a SARIF log with a run each.
class Document {
 public:
  void add(const dsl::Project& project, Format format, Invocation& invocation) {
    std::ostringstream text;
    Invocation alone{.out = text, .err = invocation.err};
    show_diagnostics(project, format, alone);
    auto json = Json::parse(text.str());
    if (format == Format::json) set_below(prefix_of(project), json);
    auto& own = format == Format::json ? json : json["runs"];
    if (all_.is_null()) {
      all_ = std::move(json);
      return;
    }
    auto& list = format == Format::json ? all_ : all_["runs"];
    list.insert(list.end(), own.begin(), own.end());
  }
  void show(std::ostream& out) const { out << all_.dump(2) << '\n'; }

 private:
  Json all_;
};

struct Totals {
  std::size_t models = 0, monitors = 0, routes = 0, tests = 0;

  void add(const dsl::Plan& plan) {
    models += plan.models.size();
    monitors += plan.monitors.size();
    routes += plan.routes.size();
    tests += plan.tests.size();
  }
  std::string text() const {
    return fmt::format("fine: {}, {}, {}, {}\n", counted(models, "model"),
                       counted(monitors, "monitor"), counted(routes, "route"),
                       counted(tests, "test"));
  }
};

std::string is_date(const std::string& text) {
  return parse_time(text + "T00:00") ? "" : "expected a date such as 2026-03-02, found " + text;
}

void run(const CheckArgs& args, Invocation& invocation) {
  const auto today = args.today.empty() ? invocation.now : *parse_time(args.today + "T00:00");
  if (!args.references.empty()) needs_one_project(args.paths, "--reference");
  const auto projects = by_project(args.paths);
  const bool several = projects.size() > 1;
  const bool for_people = args.format == Format::human || args.format == Format::brief;
  const bool is_document = args.format == Format::json || args.format == Format::sarif;
  Totals totals;
  Document document;
  for (const auto& paths : projects) {
    const auto& project =
        kept(load_rules(paths, bindings(args.references, "--reference"), {}, today));
    if (several && for_people && !project.diagnostics.all().empty())
      invocation.err << fmt::format("project {}\n", project.root);
    if (several && is_document)
      document.add(project, args.format, invocation);
    else
      show_diagnostics(project, args.format, invocation);
    if (project.plan)
      totals.add(*project.plan);
    else
      invocation.exit_code = kErrors;
  }
  if (several && is_document) document.show(invocation.out);
  if (for_people && invocation.exit_code == kFine) invocation.out << totals.text();
}

}  // namespace

void add_check(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<CheckArgs>();
  auto* command = app.add_subcommand(
      "check",
      "Say what is wrong with rule files: all errors of all files, with places and fixes.");
  command->add_option("RULES", args->paths, "Rule files, or folders with *.tocsin files")
      ->required();
  command
      ->add_option_function<std::string>(
          "--format", [args](const std::string& f) { args->format = kFormats.at(f); },
          "human (default), brief: a line each, json, sarif: for code scanning, github: "
          "annotations of a workflow")
      ->check(CLI::IsMember(kFormats));
  command->add_option("--reference", args->references,
                      "MODEL.NAME=FILE: take a reference from this file (repeatable)");
  command
      ->add_option("--today", args->today,
                   "DATE: judge pauses, trials and the age of references as on this day")
      ->check(is_date);
  command->footer(
      "Examples:\n"
      "  tocsin check rules/loan_rejection\n"
      "  tocsin check rules --format sarif > tocsin.sarif\n"
      "Warnings do not change the exit code; errors give 1. tocsin.toml says how loud each lint "
      "is:\n"
      "  [lints]\n"
      "  L004 = \"error\"   # or \"warn\", \"off\"; `all` stands for those not named\n"
      "Rules of several projects, each below its tocsin.toml, are checked project by project.\n"
      "A clause may be excused: # tocsin: allow L004 because \"...\"");
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
