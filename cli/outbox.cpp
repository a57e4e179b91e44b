// tocsin outbox: what is to be sent, what could not be, and sending it.
#include "store/outbox.hpp"

#include "base/counted.hpp"
#include "base/printable.hpp"
#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/or_stop.hpp"
#include "cli/outbox_report.hpp"
#include "cli/person.hpp"
#include "cli/replay_send.hpp"
#include "cli/rules.hpp"
#include "cli/send_waiting.hpp"
#include "cli/verb.hpp"
#include "notifiers/threads.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

using store::Posting;
using store::Stage;

constexpr auto kAbout =
    "What is to be sent, what nobody took, and sending it.\n"
    "A message stands in the outbox of a store from its decision on. It is pending until its\n"
    "receiver has it, or dead when the receiver refused it or nobody took it for a day.";
constexpr auto kExamples =
    "For example:\n"
    "  tocsin outbox list\n"
    "  tocsin outbox list --state dead --channel oncall --format json\n"
    "  tocsin outbox send rules/loan_rejection --deadline 10m\n"
    "  tocsin outbox retry 3f2a\n"
    "  tocsin outbox drop --all --channel old_team\n"
    "The first letters of a key are enough as long as no other message begins with them.";

struct Args {
  std::string store = "tocsin.db";
  std::string format = "table";
  std::vector<std::string> channels, states, keys;
  bool all = false;
  std::string by;
  std::vector<std::string> rules;
  std::string deadline;
};
using Shared = std::shared_ptr<Args>;

bool wants_json(const Args& args) { return args.format == "json"; }

store::Store open(const Args& args) {
  return or_stop(store::Store::open(args.store, store::IfMissing::fail));
}

store::OutboxFilter filter_of(const Args& args) {
  store::OutboxFilter filter{.channels = args.channels, .stages = {}, .keys = args.keys};
  for (auto name : args.states) {
    std::ranges::replace(name, '-', ' ');
    if (const auto stage = store::parse_stage(name)) filter.stages.push_back(*stage);
  }
  const bool wants_open = args.states.empty();
  if (wants_open) filter.stages = {Stage::pending, Stage::under_way, Stage::partly, Stage::dead};
  if (std::ranges::find(args.states, "all") != args.states.end()) filter.stages.clear();
  return filter;
}

void show(const store::Store& store, const std::vector<Posting>& postings, const Args& args,
          Invocation& invocation) {
  const auto health = or_stop(store::read_health(store));
  invocation.out << (wants_json(args) ? outbox_json(postings, health)
                                      : outbox_table(postings, health));
}

void run_list(const Args& args, Invocation& invocation) {
  const auto store = open(args);
  show(store, or_stop(store::read_postings(store, filter_of(args))), args, invocation);
}

// The messages in one of the states that KEY or --all mean.
std::vector<Posting> chosen(const store::Store& store, const Args& args, const char* verb,
                            std::vector<Stage> stages) {
  if (args.keys.empty() != args.all)
    throw StartupError{fmt::format(
        "outbox {0}: name the keys of messages, or all of them with `--all`: tocsin outbox {0} "
        "KEY",
        verb)};
  for (const auto& key : args.keys) {
    store::OutboxFilter filter{.channels = args.channels, .stages = {}, .keys = {key}};
    const auto found = or_stop(store::read_postings(store, filter));
    if (found.empty())
      throw StartupError{
          fmt::format("{}: no message whose key begins with `{}`; `tocsin outbox "
                      "list --state all` shows them",
                      store.path(), printable(key))};
    if (found.size() > 1)
      throw StartupError{
          fmt::format("{}: {} messages have a key that begins with `{}`; write more "
                      "of it",
                      store.path(), found.size(), printable(key))};
    if (std::ranges::find(stages, found[0].stage) == stages.end())
      throw StartupError{fmt::format(
          "message {} is {}; only what is {} can be the object of "
          "`outbox {}`",
          found[0].message.key, to_text(found[0].stage), to_text(stages.front()), verb)};
  }
  return or_stop(store::read_postings(
      store, {.channels = args.channels, .stages = std::move(stages), .keys = args.keys}));
}

void report_count(std::size_t count, const char* done, const Args& args, Invocation& invocation) {
  invocation.out << (wants_json(args) ? fmt::format("{{\"{}\": {}}}\n", done, count)
                                      : fmt::format("{}: {}\n", done, counted(count, "message")));
}

void run_retry(const Args& args, Invocation& invocation) {
  const auto store = open(args);
  const auto count = or_stop(store::put_back(store, chosen(store, args, "retry", {Stage::dead})));
  report_count(count, "pending", args, invocation);
}

void run_drop(const Args& args, Invocation& invocation) {
  const auto store = open(args);
  const auto postings = chosen(store, args, "drop", {Stage::pending});
  const auto count = or_stop(store::drop(store, postings, person(args.by), invocation.now));
  report_count(count, "dropped", args, invocation);
}

std::optional<Instant> deadline_of(const Args& args) {
  if (args.deadline.empty()) return std::nullopt;
  return notifiers::process_environment().now() + *parse_duration(args.deadline);
}

// Only what was not delivered is shown one by one.
void run_send(const Args& args, Invocation& invocation) {
  needs_one_project(args.rules, "outbox send");
  const auto project = load_rules(args.rules, {}, {}, invocation.now);
  const auto plan = sound_plan(project, invocation);
  if (!plan) return;
  const auto store = open(args);
  const auto channels = open_channels(*plan, or_stop(notifiers::threads_of(store)));
  auto outbox = or_stop(
      notifiers::Outbox::open(store, notifiers::settings_for(channels, fallback_of(project))));
  const auto before = or_stop(
      store::read_postings(store, {.channels = {}, .stages = {Stage::delivered}, .keys = {}}));
  send_waiting(outbox, channels, deadline_of(args), invocation);
  const auto after = or_stop(store::read_postings(store, {}));
  std::vector<Posting> left;
  for (const auto& posting : after)
    if (!store::is_settled(posting.stage)) left.push_back(posting);
  const auto delivered =
      static_cast<std::size_t>(std::ranges::count(after, Stage::delivered, &Posting::stage)) -
      before.size();
  if (!wants_json(args))
    invocation.out << fmt::format("{} delivered, {} left\n", counted(delivered, "message"),
                                  left.size());
  if (wants_json(args) || !left.empty()) show(store, left, args, invocation);
  for (const auto& [channel, count] : outbox.strangers())
    invocation.err << fmt::format(
        "tocsin: {} for the channel `{}`, which these rules do not have: `tocsin outbox drop --all "
        "--channel {}` gives up on them\n",
        counted(count, "message"), printable(channel), printable(channel));
  if (!left.empty()) invocation.exit_code = kTrouble;
}

std::string is_duration(const std::string& text) {
  const auto duration = parse_duration(text);
  return duration && *duration > Duration{0} ? ""
                                             : "expected a time such as 30s or 10m, found " + text;
}

CLI::App* add_verb(CLI::App& outbox, const Shared& args, const char* name, const char* about) {
  CLI::App* verb = outbox.add_subcommand(name, about);
  add_store(*verb, args->store, "The file of the store");
  add_format(*verb, args->format);
  return verb;
}

void add_channel(CLI::App& verb, const Shared& args) {
  verb.add_option("--channel", args->channels, "For these channels, separated by commas")
      ->type_name("NAME")
      ->delimiter(',');
}

void add_list(CLI::App& outbox, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb =
      add_verb(outbox, args, "list", "Show what is pending and what is dead, the oldest first");
  add_channel(*verb, args);
  verb->add_option("--state", args->states,
                   "In one of these states, separated by commas; without it all but delivered")
      ->type_name("pending|under-way|delivered|partly|dead|all")
      ->delimiter(',')
      ->check(one_of({"pending", "under-way", "delivered", "partly", "dead", "all"}));
  verb->callback([args, &invocation] { run_list(*args, invocation); });
}

void add_choice(CLI::App& verb, const Shared& args) {
  verb.add_option("KEY", args->keys, "Keys of messages, or their first letters");
  verb.add_flag("--all", args->all, "All of them, or with --channel all of a channel");
  add_channel(verb, args);
}

void add_retry(CLI::App& outbox, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb(outbox, args, "retry", "Put dead letters back, to be sent from now on");
  add_choice(*verb, args);
  verb->callback([args, &invocation] { run_retry(*args, invocation); });
}

void add_drop(CLI::App& outbox, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb =
      add_verb(outbox, args, "drop", "Give up on pending messages; a receipt says who");
  add_choice(*verb, args);
  verb->add_option("--by", args->by, "Who you are; else TOCSIN_USER, USER or your login")
      ->type_name("NAME");
  verb->callback([args, &invocation] { run_drop(*args, invocation); });
}

void add_send(CLI::App& outbox, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb(outbox, args, "send",
                            "Send what is pending until nothing is left, by the channels of RULES");
  add_rules(*verb, args->rules);
  verb->add_option("--deadline", args->deadline,
                   "Begin nothing later than this, such as 10m; what is left stays")
      ->type_name("TIME")
      ->check(is_duration);
  verb->footer("Exit codes: 0 nothing is left, 1 errors in rules, 2 something is left.");
  verb->callback([args, &invocation] { run_send(*args, invocation); });
}

}  // namespace

void add_outbox(CLI::App& app, Invocation& invocation) {
  CLI::App* outbox = app.add_subcommand("outbox", kAbout);
  // A verb that does not exist is told by its name only where none is demanded.
  outbox->require_subcommand(0, 1);
  outbox->callback([outbox] {
    if (!outbox->get_subcommands().empty()) return;
    throw StartupError{
        "outbox: what is to be done? list, retry, drop or send; `tocsin outbox --help` shows how"};
  });
  outbox->footer(kExamples);
  add_list(*outbox, invocation);
  add_retry(*outbox, invocation);
  add_drop(*outbox, invocation);
  add_send(*outbox, invocation);
}

}  // namespace tocsin::cli
