#include "base/silence.hpp"

#include "base/hash.hpp"
#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "cli/or_stop.hpp"
#include "cli/person.hpp"
#include "cli/rules.hpp"
#include "cli/verb.hpp"
#include "dsl/selector.hpp"
#include "store/silences.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;
using store::SilenceRecord;

constexpr auto kAbout =
    "Hold messages back for a time: while you work on a model, or move what it runs on.\n"
    "What is silenced is judged, recorded and listed as ever, and its incidents open. Who was "
    "told\n"
    "of a beginning is told of the end; what still fires when a silence is over is told then.";
constexpr auto kExamples =
    "For example:\n"
    "  tocsin silence add loans.slow --for 2h --because \"load test\"\n"
    "  tocsin silence add '*.silent' --where platform=smava --from 2026-03-02T22:00Z \\\n"
    "      --until 2026-03-03T04:00Z --because \"smava moves\" --by credit-ml\n"
    "  tocsin silence list\n"
    "  tocsin silence end 3f2a\n"
    "`tocsin replay --store FILE` heeds the silences of that file. In rules the same is said by\n"
    "`silence ... from ... to ... because ... by ...`.";

struct Args {
  std::string store = "tocsin.db";
  std::string format = "table";
  std::string selector, from, until, length, because, by;
  std::vector<std::string> where, rules;
  std::string id, at;
  bool all = false;
};
using Shared = std::shared_ptr<Args>;

bool is_name(std::string_view part) {
  const auto is_letter = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '/';
  };
  return part == "*" || (!part.empty() && std::ranges::all_of(part, is_letter));
}

void check_selector(const std::string& selector) {
  std::string_view rest = selector;
  while (true) {
    const auto dot = rest.find('.');
    if (!is_name(rest.substr(0, dot)))
      throw StartupError{
          fmt::format("silence add: expected monitors as rules select them, such as `loans.slow` "
                      "or `*.silent`, found `{}`",
                      printable(selector))};
    if (dot == std::string_view::npos) return;
    rest = rest.substr(dot + 1);
  }
}

Labels labels_of(const std::vector<std::string>& texts) {
  Labels labels;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string::npos)
      throw StartupError{
          fmt::format("--where: expected FIELD=VALUE such as `platform=smava`, "
                      "found `{}`",
                      printable(text))};
    const auto name = text.substr(0, equals);
    if (std::ranges::count(labels, name, &Labels::value_type::first) > 0)
      throw StartupError{fmt::format("--where: `{}` is given twice", printable(name))};
    labels.emplace_back(name, text.substr(equals + 1));
  }
  return labels;
}

Instant end_of(const Args& args, Instant from, Instant now) {
  if (args.until.empty() == args.length.empty())
    throw StartupError{"silence add: say when it ends, by `--for 2h` or `--until TIME`"};
  if (!args.until.empty()) return *when("--until", args.until, now);
  const auto length = parse_duration(args.length);
  if (!length || length->count() <= 0)
    throw StartupError{fmt::format("--for: expected a length such as `2h` or `30m`, found `{}`",
                                   printable(args.length))};
  return from + std::min(*length, kLongestSilence + Duration(1));
}

void check_interval(const Silence& silence) {
  if (silence.from < silence.to && silence.to - silence.from <= kLongestSilence) return;
  throw StartupError{fmt::format(
      "silence add: it ends before it starts, or lasts longer than the allowed {}; "
      "from {} to {}",
      format_duration(kLongestSilence), format_utc(silence.from), format_utc(silence.to))};
}

// Where rules are named, a silence of nothing is a mistake.
void check_against_rules(const Args& args, const Silence& silence, Invocation& invocation) {
  if (args.rules.empty()) return;
  const auto plan = sound_plan(load_rules(args.rules, {}, {}, invocation.now), invocation);
  if (!plan) throw StartupError{"silence add: the rules have errors, nothing was silenced"};
  const auto monitors = dsl::selected(*plan, silence.selector);
  if (monitors.empty())
    throw StartupError{fmt::format("silence add: selector `{}` matches no monitor of these rules",
                                   printable(silence.selector))};
  for (const auto& [name, value] : silence.where) {
    const auto has_field = [&](std::size_t monitor) {
      return std::ranges::count(plan->monitors[monitor].by.fields, name, &dsl::SegmentField::name) >
             0;
    };
    if (std::ranges::none_of(monitors, has_field))
      throw StartupError{fmt::format("--where: no monitor that `{}` matches is told apart by `{}`",
                                     printable(silence.selector), printable(name))};
  }
}

std::string id_of(const Silence& silence, Instant now) {
  return to_hex(hash128(fmt::format("silence\n{}\n{}\n{}\n{}\n{}\n{}\n{}", silence.selector,
                                    to_text(silence.where), format_utc(silence.from),
                                    format_utc(silence.to), silence.by, silence.because,
                                    now.time_since_epoch().count())))
      .substr(0, 8);
}

Silence silence_of(const Args& args, Instant now) {
  Silence silence;
  silence.selector = args.selector;
  check_selector(silence.selector);
  silence.where = labels_of(args.where);
  silence.from = when("--from", args.from, now).value_or(floor_to(now, 1s));
  silence.to = end_of(args, silence.from, now);
  check_interval(silence);
  silence.because = args.because;
  silence.by = person(args.by);
  if (silence.because.find_first_not_of(" \t\n") == std::string::npos)
    throw StartupError{"--because: a silence needs a reason that others understand"};
  if (silence.by.empty()) throw StartupError{"silence add: say who silences, by `--by NAME`"};
  silence.id = id_of(silence, now);
  return silence;
}

std::string_view state_of(const SilenceRecord& record, Instant now) {
  if (record.silence.to <= now || record.silence.to == record.silence.from) return "over";
  return record.silence.from <= now ? "active" : "coming";
}

Json json_of(const SilenceRecord& record, Instant now) {
  const auto& silence = record.silence;
  Json where = Json::object();
  for (const auto& [name, value] : silence.where) where[name] = value;
  Json json{{"id", silence.id},
            {"state", std::string(state_of(record, now))},
            {"selector", silence.selector},
            {"where", where},
            {"from", format_utc(silence.from)},
            {"to", format_utc(silence.to)},
            {"planned_end", format_utc(record.planned_end)},
            {"because", silence.because},
            {"by", silence.by},
            {"made", format_utc(record.made)}};
  json["ended_by"] = record.ended ? Json(record.ended->by) : Json(nullptr);
  return json;
}

std::string line_of(const SilenceRecord& record, Instant now) {
  const auto& silence = record.silence;
  const auto where = silence.where.empty() ? "" : " [" + printable(to_text(silence.where)) + "]";
  return fmt::format(
      "{}  {:<6}  {} to {}  {}{}  by {}: {}{}\n", silence.id, state_of(record, now),
      format_utc(silence.from), format_utc(silence.to), printable(silence.selector), where,
      printable(silence.by), printable(silence.because),
      record.ended ? fmt::format(" (ended by {})", printable(record.ended->by)) : "");
}

void show(const Args& args, const std::vector<SilenceRecord>& records, Invocation& invocation) {
  if (args.format == "json") {
    Json all = Json::array();
    for (const auto& record : records) all.push_back(json_of(record, invocation.now));
    invocation.out << all.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  for (const auto& record : records) invocation.out << line_of(record, invocation.now);
}

void run_add(const Args& args, Invocation& invocation) {
  const auto silence = silence_of(args, invocation.now);
  check_against_rules(args, silence, invocation);
  const auto store = or_stop(store::Store::open(args.store, store::IfMissing::create));
  or_stop(store::add_silence(store, silence, invocation.now));
  show(args, {{silence, silence.to, invocation.now, {}}}, invocation);
}

void run_list(const Args& args, Invocation& invocation) {
  const auto store = or_stop(store::Store::open(args.store, store::IfMissing::fail));
  const auto from = args.all ? kBeginning : invocation.now;
  const auto found = or_stop(store::silences_between(store, from, kForever));
  show(args, found, invocation);
  if (found.empty() && args.format != "json")
    invocation.out << (args.all ? "No silences.\n"
                                : "No silence is active or coming; --all shows those that are "
                                  "over.\n");
}

void run_end(const Args& args, Invocation& invocation) {
  const store::Deed deed{
      person(args.by),
      when("--at", args.at, invocation.now).value_or(floor_to(invocation.now, 1s))};
  if (deed.by.empty()) throw StartupError{"silence end: say who ends it, by `--by NAME`"};
  const auto store = or_stop(store::Store::open(args.store, store::IfMissing::fail));
  show(args, {or_stop(store::end_silence(store, args.id, deed))}, invocation);
}

CLI::App* add_verb(CLI::App& silence, const Shared& args, const char* name, const char* about) {
  CLI::App* verb = silence.add_subcommand(name, about);
  add_store(*verb, args->store, "The file in which silences are kept");
  add_format(*verb, args->format);
  return verb;
}

void add_add(CLI::App& silence, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb(silence, args, "add", "Hold back what these monitors have to say");
  verb->add_option("SELECTOR", args->selector, "Monitors, such as loans.slow, loans.* or *.silent")
      ->required();
  verb->add_option("RULES", args->rules, "Rules in which the selector must match something");
  verb->add_option("--where", args->where, "FIELD=VALUE of the segment; may be given several times")
      ->allow_extra_args(false);
  verb->add_option("--for", args->length, "How long, such as 2h; at most 30d")->type_name("LENGTH");
  verb->add_option("--until", args->until, "Or until when")->type_name("TIME");
  verb->add_option("--from", args->from, "From when on, if not now")->type_name("TIME");
  verb->add_option("--because", args->because, "Why, for all who wonder")
      ->type_name("TEXT")
      ->required();
  verb->add_option("--by", args->by, "Who you are; else TOCSIN_USER, USER or your login")
      ->type_name("NAME");
  verb->callback([args, &invocation] { run_add(*args, invocation); });
}

void add_list(CLI::App& silence, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb(silence, args, "list", "Show what is silenced, now or later");
  verb->add_flag("--all", args->all, "Also what is over");
  verb->callback([args, &invocation] { run_list(*args, invocation); });
}

void add_end(CLI::App& silence, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb(silence, args, "end", "End a silence before its time");
  verb->add_option("ID", args->id, "The silence's id, or its first letters")->required();
  verb->add_option("--by", args->by, "Who you are; else TOCSIN_USER, USER or your login")
      ->type_name("NAME");
  verb->add_option("--at", args->at, "When it ends, if not now")->type_name("TIME");
  verb->callback([args, &invocation] { run_end(*args, invocation); });
}

}  // namespace

void add_silence(CLI::App& app, Invocation& invocation) {
  CLI::App* silence = app.add_subcommand("silence", kAbout);
  // A verb that does not exist is told by its name only where none is demanded.
  silence->require_subcommand(0, 1);
  silence->callback([silence] {
    if (!silence->get_subcommands().empty()) return;
    throw StartupError{
        "silence: what is to be done? add, list or end; `tocsin silence --help` shows how"};
  });
  silence->footer(kExamples);
  add_add(*silence, invocation);
  add_list(*silence, invocation);
  add_end(*silence, invocation);
}

}  // namespace tocsin::cli
