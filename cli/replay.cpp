#include "dryrun/replay.hpp"

#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/message_background.hpp"
#include "cli/or_stop.hpp"
#include "cli/progress.hpp"
#include "cli/replay_inputs.hpp"
#include "cli/replay_report.hpp"
#include "cli/replay_send.hpp"
#include "cli/replay_store.hpp"
#include "cli/rules.hpp"
#include "cli/send_waiting.hpp"
#include "dryrun/readings_file.hpp"
#include "dryrun/replay_charts.hpp"
#include "dryrun/replay_lints.hpp"
#include "dsl/allow.hpp"
#include "dsl/not_evaluated.hpp"
#include "notifiers/notifier.hpp"
#include "notifiers/threads.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>

namespace tocsin::cli {
namespace {

struct ReplayArgs {
  std::vector<std::string> paths, data, labels, references;
  std::optional<std::string> from, to;
  std::string store, readings, charts;
  bool json = false, send = false, payloads = false;
};

// SQLite would take `:memory:` and `file:` for something that is gone with the program.
std::string names_a_file(const std::string& text) {
  if (text.empty()) return "expected the name of a file, found nothing";
  const bool special = text.starts_with(':') || text.starts_with("file:");
  return special ? "expected the name of a file, found " + text : "";
}

std::string is_time(const std::string& text) {
  return parse_time(text) ? "" : "expected a time such as 2026-03-02T09:00Z, found " + text;
}

std::optional<Instant> time_of(const std::optional<std::string>& text) {
  return text ? parse_time(*text) : std::nullopt;
}

dryrun::ReplayOptions options_of(const ReplayArgs& args) {
  dryrun::ReplayOptions options;
  options.data = bindings(args.data, "--data");
  options.labels = bindings(args.labels, "--labels");
  options.references = bindings(args.references, "--reference");
  options.from = time_of(args.from);
  options.to = time_of(args.to);
  if (options.from && options.to && *options.to < *options.from)
    throw StartupError{fmt::format("--to {} lies before --from {}", *args.to, *args.from)};
  return options;
}

void show_rate(Progress& progress, std::uint64_t rows, std::uint64_t of,
               std::chrono::steady_clock::time_point began) {
  if (!progress.is_due()) return;
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const double rate = static_cast<double>(rows) / seconds;
  const double left = rate > 0 ? static_cast<double>(of - std::min(rows, of)) / rate : 0;
  progress.show(fmt::format("{} of {} rows, {:.0f} rows/s, {:.0f}s left", rows, of, rate, left));
}

// What the replay says about the rules; the age of a reference counts here as in a check.
dsl::Diagnostics lints_of(const dsl::Project& project, const dsl::Plan& plan,
                          const dryrun::ReplayReport& report, const dryrun::Summary& summary) {
  auto lints = dryrun::lints_of(plan, report, summary);
  dsl::apply_later_lints(project.allowances, project.lints, lints);
  for (const auto& known : project.diagnostics.all())
    if (known.code == "L009") lints.add(known);
  lints.sort();
  return lints;
}

void run(const ReplayArgs& args, Invocation& invocation) {
  auto options = options_of(args);
  const auto project = load_rules(args.paths, options.references, {}, invocation.now);
  const auto sound = sound_plan(project, invocation);
  if (!sound) return;
  options = or_stop(dryrun::with_sources(*sound, std::move(options)));
  spare_inputs("--readings", args.readings, options, project);
  spare_inputs("--store", args.store, options, project);
  const auto plan = or_stop(dryrun::plan_for(sound, options));
  if (refuses(dsl::not_evaluated(*plan), project, invocation)) return;
  std::optional<dryrun::ReadingsFile> readings;
  if (!args.readings.empty())
    readings.emplace(or_stop(dryrun::ReadingsFile::create(args.readings)));
  std::optional<dryrun::ReplayCharts> charts;
  if (!args.charts.empty()) charts.emplace(or_stop(dryrun::ReplayCharts::create(args.charts)));
  std::optional<ReplayStore> store;
  if (!args.store.empty()) store.emplace(args.store, *plan, options, invocation.now);

  notifiers::Channels channels;
  if (args.send)
    channels =
        open_channels(*plan, store ? or_stop(notifiers::threads_of(store->store())) : nullptr);
  // Only for messages that somebody gets to see.
  std::optional<MessageBackground> background;
  if (args.send || args.payloads) background.emplace(*plan, store ? &store->store() : nullptr);

  dryrun::Summary summary(*plan);
  if (options.state) {
    summary.add({.transitions = store->earlier()});
    invocation.err << fmt::format("tocsin: goes on where the replay up to {} in {} ended\n",
                                  format_utc(options.state->at), args.store);
  }
  std::string state;  // where a replay that begins at --to goes on
  if (store && options.to)
    options.at_end = [&](const engine::Engine& engine, Instant) { state = engine.save(); };
  std::optional<Progress> progress(invocation);
  const auto began = std::chrono::steady_clock::now();
  options.progress = [&](std::uint64_t rows, std::uint64_t of) {
    show_rate(*progress, rows, of, began);
  };
  const auto report =
      or_stop(dryrun::replay(plan, options, [&](const Outcome& decided) -> Result<void> {
        const Outcome& outcome = background ? background->fill_in(decided) : decided;
        summary.add(outcome);
        if (charts) charts->add(outcome.readings);
        if (readings)
          if (auto done = readings->write(*plan, outcome.readings); !done) return done;
        return store ? store->record(outcome) : Result<void>{};
      }));
  progress.reset();
  if (!state.empty()) store->keep_state(std::move(state), report);
  warn_of_empty_range(report, invocation.err);
  warn_of_broken_references(report, invocation.err);
  if (readings) or_stop(readings->close());
  if (charts)
    for (const auto& left_out : or_stop(charts->write(*plan, report, summary)))
      invocation.err << fmt::format("tocsin: {}\n", left_out);

  const auto lints = lints_of(project, *plan, report, summary);
  if (lints.has_errors()) invocation.exit_code = kErrors;
  ReplayView view{*plan,   report,       summary,
                  project, lints,        payloads_of(*plan, summary.messages()),
                  {},      args.payloads};
  if (args.send)
    view.letters = send_messages(summary.messages(), store ? &*store : nullptr, channels,
                                 fallback_of(project), invocation);
  if (store) store->finish(notifiers::process_environment().now());
  const auto is_lost = [](const auto& letter) { return letter.fate != Letter::Fate::delivered; };
  if (std::ranges::any_of(view.letters, is_lost)) invocation.exit_code = kTrouble;
  args.json ? show_json(view, invocation) : show_table(view, invocation);
}

constexpr const char* kFooter =
    "Example:\n"
    "  tocsin replay rules/loan_rejection --data loan_rejection=predictions.csv \\\n"
    "      --labels loan_rejection=labels.csv --reference loan_rejection.training=reference.csv\n"
    "Where several folders have a model of one name, the folder says which: --data eu.shop=FILE.\n"
    "Files are CSV or JSON Lines, `.gz` too. Alerts that fire do not change the exit code.";

}  // namespace

void add_replay(CLI::App& app, Invocation& invocation) {
  auto args = std::make_shared<ReplayArgs>();
  auto* command = app.add_subcommand(
      "replay", "Run rules over recorded events and show what they would have told, and whom.");
  add_rules(*command, args->paths);
  command->add_option("--data", args->data,
                      "MODEL=FILE: the events of a model, in place of its `source` (repeatable)");
  command->add_option(
      "--labels", args->labels,
      "MODEL=FILE: its labels, where they stand in a file of their own (repeatable)");
  command->add_option("--reference", args->references,
                      "MODEL.NAME=FILE: take a reference from this file (repeatable)");
  command->add_option("--from", args->from, "Begin here; earlier rows are not read")
      ->check(is_time);
  command->add_option("--to", args->to, "End here")->check(is_time);
  command
      ->add_option_function<std::string>(
          "--format", [args](const std::string& f) { args->json = f == "json"; },
          "table (default) or json")
      ->check(CLI::IsMember({"table", "json"}));
  command
      ->add_option("--readings", args->readings,
                   "FILE.csv or FILE.jsonl: write every reading there")
      ->check(names_a_file);
  command
      ->add_option("--charts", args->charts,
                   "FOLDER: draw every measure there, one SVG a monitor and segment (of each "
                   "monitor the first 20 segments)")
      ->check(names_a_file);
  command
      ->add_option("--store", args->store,
                   "FILE: keep the results there, marked as replayed, for `tocsin incidents`; a "
                   "replay that ended at --to goes on there with the same instant as --from")
      ->check(names_a_file);
  command->add_flag("--payloads", args->payloads, "Show every message exactly as it would be sent");
  command->add_flag("--send", args->send,
                    "Really send the messages; without it nothing leaves this machine");
  command->footer(kFooter);
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
