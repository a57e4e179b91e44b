#include "dryrun/why.hpp"

#include "base/printable.hpp"
#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/git.hpp"
#include "cli/or_stop.hpp"
#include "cli/replay_inputs.hpp"
#include "cli/rules.hpp"
#include "dryrun/replay.hpp"
#include "dsl/not_evaluated.hpp"
#include "prose/find_monitor.hpp"
#include "store/silences.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;
using dryrun::Why;

struct Args {
  std::string what;  // `loans.slow`, `loans.slow [platform=web]`
  std::vector<std::string> paths, data, labels, references;
  std::string from, at, store;
  bool json = false;
  bool is_not = false;  // why-not: of the whole monitor
};

struct Asked {
  std::string monitor;
  std::optional<std::string> segment;
};

// `loans.slow [platform=web]`, as tocsin writes an alert; the blank may be left out.
Asked asked(const std::string& what) {
  const auto open = what.find('[');
  if (open == std::string::npos) return {what, std::nullopt};
  auto name = what.substr(0, open);
  while (name.ends_with(' ')) name.pop_back();
  auto segment = what.substr(open + 1);
  if (segment.ends_with(']')) segment.pop_back();
  return {name, segment};
}

std::string is_time(const std::string& text) {
  return parse_time(text) ? "" : "expected a time such as 2026-03-02T09:00Z, found " + text;
}

std::size_t monitor_of(const dsl::Plan& plan, const std::string& name, std::string_view command) {
  const auto found = prose::find_monitor(plan, name);
  if (found.monitors.size() == 1) return found.monitors.front();
  if (found.monitors.empty())
    throw StartupError{fmt::format(
        "{} {}: no monitor that is judged here has this name{}", command, printable(name),
        found.similar.empty() ? "" : fmt::format("; similar: {}", fmt::join(found.similar, ", ")))};
  throw StartupError{fmt::format("{} {}: {} monitors have this name; say which model's", command,
                                 printable(name), found.monitors.size())};
}

// What a replay up to the asked time has of one monitor.
struct Seen {
  std::vector<Why> all;
  Instant at{};
};

dryrun::ReplayOptions options_of(const Args& args) {
  dryrun::ReplayOptions options;
  options.data = bindings(args.data, "--data");
  options.labels = bindings(args.labels, "--labels");
  options.references = bindings(args.references, "--reference");
  if (!args.from.empty()) options.from = parse_time(args.from);
  if (!args.at.empty()) options.to = parse_time(args.at);
  if (options.from && options.to && *options.to < *options.from)
    throw StartupError{fmt::format("--at {} lies before --from {}", args.at, args.from)};
  if (args.store.empty()) return options;
  const auto store = or_stop(store::Store::open(args.store, store::IfMissing::fail));
  for (auto& record : or_stop(store::silences_between(store, options.from.value_or(kBeginning),
                                                      options.to.value_or(kForever))))
    options.silences.push_back(std::move(record.silence));
  return options;
}

std::optional<Seen> look(const Args& args, const Asked& what, const dsl::Project& project,
                         Invocation& invocation) {
  auto options = options_of(args);
  const auto sound = sound_plan(project, invocation);
  if (!sound) return std::nullopt;
  options = or_stop(dryrun::with_sources(*sound, std::move(options)));
  const auto plan = or_stop(dryrun::plan_for(sound, options));
  if (refuses(dsl::not_evaluated(*plan), project, invocation)) return std::nullopt;
  const auto monitor = monitor_of(*plan, what.monitor, args.is_not ? "why-not" : "why");
  Seen seen;
  options.at_end = [&](const engine::Engine& engine, Instant end) {
    seen.at = end;
    seen.all = dryrun::why(*plan, engine, monitor, end);
  };
  or_stop(dryrun::replay(plan, options, [](const Outcome&) { return Result<void>{}; }));
  return seen;
}

void keep_segment(Seen& seen, const Asked& what) {
  if (!what.segment) return;
  std::vector<std::string> known;
  for (const auto& why : seen.all)
    if (!why.alert.segment.empty()) known.push_back(printable(why.alert.segment));
  std::erase_if(seen.all, [&](const Why& why) { return why.alert.segment != *what.segment; });
  if (seen.all.empty())
    throw StartupError{fmt::format(
        "{}: no such segment at {}; there are: {}", printable(*what.segment), format_utc(seen.at),
        known.empty() ? "none" : fmt::format("{}", fmt::join(known, "; ")))};
}

// `why` without a segment speaks of what fires; where nothing does, of all.
void keep_firing(std::vector<Why>& all) {
  const auto fires = [](const Why& why) { return why.is_firing; };
  if (std::ranges::any_of(all, fires))
    std::erase_if(all, [&](const Why& why) { return !fires(why); });
}

std::string revision_of(const dsl::Plan& plan, const Args& args) {
  const auto commit = checked_out(args.paths.front());
  return to_hex(plan.content) + (commit ? ", git commit " + *commit : "");
}

void show_stage(const dryrun::Stage& stage, std::ostream& out) {
  out << fmt::format("  {:<12} {}\n", stage.name, printable(stage.verdict));
  for (const auto& detail : stage.details)
    out << fmt::format("  {:<12}   {}\n", "", printable(detail));
  if (stage.acts)
    out << fmt::format("  {:<12}   at {}: {}\n", "", format_utc(*stage.acts),
                       printable(stage.action));
}

void show_text(const Seen& seen, const std::string& revision, std::ostream& out) {
  out << fmt::format("At {}, by rules {}\n", format_utc(seen.at), revision);
  for (const auto& why : seen.all) {
    out << fmt::format("\n{}: {}{}\n", printable(name_of(why.alert)), why.state,
                       why.incident.empty() ? "" : ", incident " + why.incident);
    if (why.title != why.alert.monitor) out << fmt::format("  {}\n", printable(why.title));
    for (const auto& stage : why.stages) show_stage(stage, out);
    const auto* next = why.next();
    out << fmt::format("  {:<12} {}\n", "next",
                       next ? fmt::format("{}: {}", format_utc(*next->acts), next->action)
                            : "no clock is running");
    out << fmt::format("  {:<12} {}\n", "judged again", format_utc(why.next_tick));
  }
}

Json json_of(const dryrun::Stage& stage) {
  Json json{{"name", stage.name}, {"verdict", stage.verdict}, {"details", stage.details}};
  json["acts"] = stage.acts ? Json(format_utc(*stage.acts)) : Json(nullptr);
  json["action"] = stage.action;
  return json;
}

Json json_of(const Why& why) {
  Json json{{"alert", name_of(why.alert)},
            {"title", why.title},
            {"state", why.state},
            {"incident", why.incident},
            {"judged_again", format_utc(why.next_tick)}};
  json["stages"] = Json::array();
  for (const auto& stage : why.stages) json["stages"].push_back(json_of(stage));
  const auto* next = why.next();
  json["next"] = next ? json_of(*next) : Json(nullptr);
  return json;
}

void show_json(const Seen& seen, const dsl::Plan& plan, const Args& args, std::ostream& out) {
  const auto commit = checked_out(args.paths.front());
  Json json{{"at", format_utc(seen.at)}, {"rules", to_hex(plan.content)}};
  json["commit"] = commit ? Json(*commit) : Json(nullptr);
  json["alerts"] = Json::array();
  for (const auto& why : seen.all) json["alerts"].push_back(json_of(why));
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void run(const Args& args, Invocation& invocation) {
  const auto what = asked(args.what);
  const auto project =
      load_rules(args.paths, bindings(args.references, "--reference"), {}, invocation.now);
  auto seen = look(args, what, project, invocation);
  if (!seen) return;
  keep_segment(*seen, what);
  if (!args.is_not && !what.segment) keep_firing(seen->all);
  if (args.json)
    show_json(*seen, *project.plan, args, invocation.out);
  else
    show_text(*seen, revision_of(*project.plan, args), invocation.out);
}

void add(CLI::App& app, Invocation& invocation, const char* name, const char* about,
         const char* what, const char* footer, bool is_not) {
  auto args = std::make_shared<Args>();
  args->is_not = is_not;
  auto* command = app.add_subcommand(name, about);
  command->add_option(is_not ? "MONITOR" : "ALERT", args->what, what)->required();
  add_rules(*command, args->paths);
  command->add_option("--at", args->at, "At this time; else behind the last event")
      ->type_name("TIME")
      ->check(is_time);
  command->add_option("--from", args->from, "Begin here; earlier rows are not read")
      ->type_name("TIME")
      ->check(is_time);
  command->add_option("--data", args->data,
                      "MODEL=FILE: the events of a model, in place of its `source` (repeatable)");
  command->add_option(
      "--labels", args->labels,
      "MODEL=FILE: its labels, where they stand in a file of their own (repeatable)");
  command->add_option("--reference", args->references,
                      "MODEL.NAME=FILE: take a reference from this file (repeatable)");
  command->add_option("--store", args->store, "FILE: heed the silences that are kept there");
  command
      ->add_option_function<std::string>(
          "--format", [args](const std::string& f) { args->json = f == "json"; },
          "text (default) or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(footer);
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace

void add_why(CLI::App& app, Invocation& invocation) {
  add(app, invocation, "why",
      "Say of an alert how it came about, and who was told or not, and why.",
      "The alert, such as `loans.slow [platform=web]`; without a segment all that fires",
      "Example:\n"
      "  tocsin why 'loans.slow [platform=web]' rules/ --data loans=events.csv --at "
      "2026-03-02T09:30Z\n"
      "Every stage from the rows to the receivers says what it decided, and when its clock acts "
      "next.",
      false);
  add(app, invocation, "why-not", "Say of a monitor why it does not fire, or why nobody is told.",
      "The monitor, such as `loans.slow`",
      "Example:\n"
      "  tocsin why-not loans.slow rules/ --data loans=events.csv --at 2026-03-02T09:30Z\n"
      "Every segment is shown, with every stage from the rows to the receivers.",
      true);
}

}  // namespace tocsin::cli
