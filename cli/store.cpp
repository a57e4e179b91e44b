// tocsin store: what a store holds, whether it is whole, and making it smaller.
#include "cli/store.hpp"

#include "base/counted.hpp"
#include "base/printable.hpp"
#include "cli/journal_export.hpp"
#include "cli/or_stop.hpp"
#include "cli/verb.hpp"
#include "store/store.hpp"
#include "store/upkeep.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <memory>
#include <optional>
#include <ostream>

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto kAbout =
    "Look after a store: how much it holds, whether it is whole, and making it smaller.\n"
    "The journal of a store holds what came in; the log holds what was decided and who was told.";
constexpr auto kExamples =
    "For example:\n"
    "  tocsin store stats --store tocsin.db\n"
    "  tocsin store verify --format json\n"
    "  tocsin store compact --keep 30d\n"
    "  tocsin store export --model shop --from 2026-03-02T00:00Z > shop.jsonl\n"
    "`stats`, `verify` and `export` may run while a service uses the store.";

struct Args {
  std::string store = "tocsin.db";
  std::string format = "table";
  std::string keep, model;
  std::optional<std::string> from, to;
};
using Shared = std::shared_ptr<Args>;

store::Store open(const Args& args) {
  return or_stop(store::Store::open(args.store, store::IfMissing::fail));
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array kUnits{"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return counted(bytes, "byte");
  auto value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string time_text(const std::optional<Instant>& at) { return at ? format_utc(*at) : "-"; }

Json json_of(const store::Statistics& all) {
  Json journal{{"entries", all.journal.entries},
               {"rows", all.journal.rows},
               {"bytes", all.journal.bytes},
               {"first", all.journal.first},
               {"last", all.journal.last},
               {"earliest", nullptr},
               {"latest", nullptr}};
  if (all.journal.earliest) journal["earliest"] = format_utc(*all.journal.earliest);
  if (all.journal.latest) journal["latest"] = format_utc(*all.journal.latest);
  return {{"version", all.version},
          {"bytes", all.file_bytes},
          {"unused_bytes", all.unused_bytes},
          {"journal", journal},
          {"answers", all.answers},
          {"snapshots", all.snapshots},
          {"snapshot_bytes", all.snapshot_bytes},
          {"runs", all.runs},
          {"incidents", all.incidents},
          {"alerts", all.alerts},
          {"transitions", all.transitions},
          {"messages", all.messages},
          {"waiting", all.waiting}};
}

std::string table_of(const store::Statistics& all) {
  std::string text;
  const auto line = [&](std::string_view name, const std::string& value) {
    text += fmt::format("{:<12} {}\n", name, value);
  };
  line("file", fmt::format("{}, {} of it unused (schema version {})", bytes_text(all.file_bytes),
                           bytes_text(all.unused_bytes), all.version));
  line("journal", fmt::format("{} entries with {}, {}", all.journal.entries,
                              counted(all.journal.rows, "row"), bytes_text(all.journal.bytes)));
  line("  received",
       fmt::format("{} .. {}", time_text(all.journal.earliest), time_text(all.journal.latest)));
  line("  answers", counted(all.answers, "kept answer"));
  line("snapshots", fmt::format("{}, {}", all.snapshots, bytes_text(all.snapshot_bytes)));
  line("log",
       fmt::format("{}, {}, {}, {}", counted(all.runs, "run"), counted(all.incidents, "incident"),
                   counted(all.alerts, "alert"), counted(all.transitions, "transition")));
  line("messages", fmt::format("{}, {} of them waiting", all.messages, all.waiting));
  return text;
}

void run_stats(const Args& args, Invocation& invocation) {
  const auto all = or_stop(store::statistics(open(args)));
  invocation.out << (args.format == "json" ? json_of(all).dump(2) + "\n" : table_of(all));
}

void run_verify(const Args& args, Invocation& invocation) {
  const auto found = or_stop(store::verify(open(args)));
  if (!found.empty()) invocation.exit_code = kErrors;
  if (args.format == "json") {
    invocation.out << Json{{"whole", found.empty()}, {"found", found}}.dump(
                          2, ' ', false, Json::error_handler_t::replace)
                   << "\n";
    return;
  }
  for (const auto& one : found) invocation.out << printable(one) << "\n";
  if (found.empty()) invocation.out << "the store is whole\n";
}

void run_compact(const Args& args, Invocation& invocation) {
  const auto store = open(args);
  const auto before = or_stop(store::statistics(store));
  std::size_t gone = 0;
  if (!args.keep.empty())
    gone = or_stop(store::let_go(store, invocation.now - *parse_duration(args.keep)));
  or_stop(store::compact(store));
  const auto after = or_stop(store::statistics(store));
  if (args.format == "json") {
    const Json report{
        {"dropped", gone}, {"bytes_before", before.file_bytes}, {"bytes", after.file_bytes}};
    invocation.out << report.dump(2) << "\n";
    return;
  }
  invocation.out << fmt::format("{} entries dropped; the file had {}, now {}\n", gone,
                                bytes_text(before.file_bytes), bytes_text(after.file_bytes));
}

std::optional<Instant> time_of(const std::optional<std::string>& text) {
  return text ? parse_time(*text) : std::nullopt;
}

void run_export(const Args& args, Invocation& invocation) {
  const auto store = open(args);
  or_stop(export_rows(store, args.model, time_of(args.from), time_of(args.to), invocation.out));
}

std::string is_keep(const std::string& text) {
  const auto duration = parse_duration(text);
  return duration && *duration > Duration{0} ? ""
                                             : "expected a time such as 12h or 30d, found " + text;
}

std::string is_time(const std::string& text) {
  return parse_time(text) ? "" : "expected a time such as 2026-03-02T09:00Z, found " + text;
}

CLI::App* add_verb(CLI::App& store, const Shared& args, const char* name, const char* about) {
  CLI::App* verb = store.add_subcommand(name, about);
  add_store(*verb, args->store, "The file of the store");
  return verb;
}

void add_stats(CLI::App& store, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb(store, args, "stats", "Show how much the store holds");
  add_format(*verb, args->format);
  verb->callback([args, &invocation] { run_stats(*args, invocation); });
}

void add_verify(CLI::App& store, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb =
      add_verb(store, args, "verify", "Read all of it and say what is damaged; 1 when anything is");
  add_format(*verb, args->format);
  verb->callback([args, &invocation] { run_verify(*args, invocation); });
}

void add_compact(CLI::App& store, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb(store, args, "compact",
                            "Compress the journal and give unused room back to the disk");
  add_format(*verb, args->format);
  verb->add_option("--keep", args->keep,
                   "Drop what was received longer ago and no restart needs; without it nothing is "
                   "dropped")
      ->type_name("DURATION")
      ->check(is_keep);
  verb->callback([args, &invocation] { run_compact(*args, invocation); });
}

void add_row_export(CLI::App& store, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb(store, args, "export",
                            "Write the events of the journal as JSON Lines, in order of receipt");
  verb->add_option("--model", args->model, "Of this model, by its full name")
      ->type_name("MODEL")
      ->required();
  verb->add_option("--from", args->from, "Received here or later")->check(is_time);
  verb->add_option("--to", args->to, "Received here or earlier")->check(is_time);
  verb->callback([args, &invocation] { run_export(*args, invocation); });
}

}  // namespace

void add_store_command(CLI::App& app, Invocation& invocation) {
  CLI::App* store = app.add_subcommand("store", kAbout);
  store->footer(kExamples);
  store->require_subcommand(1);
  add_stats(*store, invocation);
  add_verify(*store, invocation);
  add_compact(*store, invocation);
  add_row_export(*store, invocation);
}

}  // namespace tocsin::cli
