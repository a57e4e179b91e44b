#include "base/printable.hpp"
#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/person.hpp"
#include "cli/verb.hpp"
#include "incidents/json.hpp"
#include "incidents/log.hpp"
#include "incidents/render.hpp"
#include "store/store.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace tocsin::cli {
namespace {

using incidents::Colour;
using incidents::Doing;
using incidents::IncidentDetail;
using incidents::Log;
using store::IncidentState;

constexpr auto kAbout =
    "What happened to your models, who was told, why it was, and what helped.\n"
    "An incident begins when a fear comes true and gathers the alerts around it. It stays in the\n"
    "log until somebody resolves it with a root cause.";
constexpr auto kExamples =
    "For example:\n"
    "  tocsin incidents list --state unresolved --severity warn\n"
    "  tocsin incidents show 3f2a\n"
    "  tocsin incidents ack 3f2a --text \"on it\"\n"
    "  tocsin incidents note 3f2a \"the platform says they changed the field on Monday\"\n"
    "  tocsin incidents resolve 3f2a --cause data.unit --text \"income came in cents\" \\\n"
    "      --step \"divided by 100 at the border\" --link https://wiki.example/postmortem\n"
    "The first letters of an id are enough as long as no other incident begins with them.";
constexpr auto kListExamples =
    "For example:\n"
    "  tocsin incidents list --model loan_rejection --since 7d\n"
    "  tocsin incidents list --cause data --format json\n"
    "A replay marks what it stores as replayed.";
constexpr auto kAckMeans =
    "What fires in the incident at its present severity is not repeated any more, and calls "
    "nobody\n"
    "else (`escalate`) while you are on it: beginnings, rises and ends are told. A higher "
    "severity, or\n"
    "a monitor that comes in later, is told and calls as if nobody had answered. ID may be the "
    "name\n"
    "of what fires: tocsin incidents ack loan_rejection.no_answer --for 2h";
constexpr auto kTimes =
    "Times are written 2026-03-02T09:00Z or 2026-03-02; 7d means seven days ago.";

struct Args {
  std::string store = "tocsin.db";
  std::string format = "table";
  // Of all but list.
  std::string id, text, by, at;
  std::string lasts;  // of ack
  // Of list.
  store::IncidentFilter filter;
  std::vector<std::string> states;
  std::string since, until;
  // Of resolve and link.
  std::string cause, url, title;
  std::vector<std::string> steps, links;
};

template <typename T>
T value_or_stop(Result<T> result) {
  if (!result) throw StartupError{result.error().message};
  return std::move(*result);
}

store::Store open(const Args& args) {
  return value_or_stop(store::Store::open(args.store, store::IfMissing::fail));
}

Colour colour_of(const Invocation& invocation) {
  return invocation.colour ? Colour::yes : Colour::no;
}

bool wants_json(const Args& args) { return args.format == "json"; }

Doing doing_of(const Args& args, const Invocation& invocation) {
  return {.by = person(args.by),
          .at = when("--at", args.at, invocation.now).value_or(invocation.now),
          .written_at = invocation.now};
}

void add_states(store::IncidentFilter& filter, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    if (name == "unresolved") {
      filter.states.insert(filter.states.end(), {IncidentState::open, IncidentState::acknowledged});
    } else {
      filter.states.push_back(*store::parse_state(name));
    }
  }
}

void run_list(const Args& args, Invocation& invocation) {
  auto filter = args.filter;
  add_states(filter, args.states);
  filter.since = when("--since", args.since, invocation.now);
  filter.until = when("--until", args.until, invocation.now);
  const auto store = open(args);
  const auto found = value_or_stop(Log(store).list(filter));
  invocation.out << (wants_json(args) ? incidents::list_json(found)
                                      : incidents::render_list(found, colour_of(invocation)));
}

void run_show(const Args& args, Invocation& invocation) {
  const auto store = open(args);
  const auto found = value_or_stop(Log(store).show(args.id));
  invocation.out << (wants_json(args) ? incidents::incident_json(found)
                                      : incidents::render_incident(found, colour_of(invocation)));
}

using Change = Result<IncidentDetail> (*)(Log&, const Args&, const Doing&);

void run_change(Change change, const Args& args, Invocation& invocation) {
  const auto doing = doing_of(args, invocation);
  const auto store = open(args);
  Log log(store);
  const auto after = value_or_stop(change(log, args, doing));
  invocation.out << (wants_json(args) ? incidents::incident_json(after)
                                      : incidents::render_state(after.head, colour_of(invocation)));
}

Result<IncidentDetail> acknowledge(Log& log, const Args& args, const Doing& doing) {
  incidents::Answer answer{.text = args.text};
  if (!args.lasts.empty()) {
    answer.lasts = parse_duration(args.lasts);
    if (!answer.lasts)
      return fail("--for: expected how long, such as `2h` or `1d12h`, found `{}`",
                  printable(args.lasts));
  }
  return log.acknowledge(args.id, answer, doing);
}

Result<IncidentDetail> resolve(Log& log, const Args& args, const Doing& doing) {
  incidents::Resolution resolution{.cause = args.cause, .text = args.text, .steps = args.steps};
  for (const auto& url : args.links) resolution.links.push_back({.url = url});
  return log.resolve(args.id, resolution, doing);
}

Result<IncidentDetail> note(Log& log, const Args& args, const Doing& doing) {
  if (args.text.empty())
    return fail("a note has a text: tocsin incidents note {} \"what you found out\"", args.id);
  return log.note(args.id, args.text, doing);
}

Result<IncidentDetail> link(Log& log, const Args& args, const Doing& doing) {
  return log.link(args.id, {.url = args.url, .title = args.title}, doing);
}

using Shared = std::shared_ptr<Args>;

CLI::App* add_verb(CLI::App& incidents, const Shared& args, const char* name, const char* about) {
  CLI::App* verb = incidents.add_subcommand(name, about);
  add_store(*verb, args->store, "The file of the log");
  add_format(*verb, args->format);
  return verb;
}

void add_list(CLI::App& incidents, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb(incidents, args, "list", "Show incidents, the newest first");
  verb->add_option("--model", args->filter.model, "Of this model, or package.model")
      ->type_name("NAME");
  verb->add_option("--severity", args->filter.severity, "At least this severity")
      ->type_name("NAME");
  verb->add_option("--state", args->states, "In one of these states, separated by commas")
      ->type_name("open|acknowledged|resolved|unresolved")
      ->delimiter(',')
      ->check(one_of({"open", "acknowledged", "resolved", "unresolved"}));
  verb->add_option("--cause", args->filter.cause,
                   "With this root cause, such as data.unit, or data")
      ->type_name("CAUSE");
  verb->add_option("--since", args->since, "Opened then or later")->type_name("TIME");
  verb->add_option("--until", args->until, "Opened before")->type_name("TIME");
  verb->footer(fmt::format("{}\n{}", kListExamples, kTimes));
  verb->callback([args, &invocation] { run_list(*args, invocation); });
}

CLI::App* add_verb_on_one(CLI::App& incidents, const Shared& args, const char* name,
                          const char* about) {
  CLI::App* verb = add_verb(incidents, args, name, about);
  verb->add_option("ID", args->id,
                   "The incident's id or its first letters, or MODEL.MONITOR of what fires in it")
      ->required();
  return verb;
}

void add_show(CLI::App& incidents, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_verb_on_one(incidents, args, "show",
                                   "Show one incident: alerts, timeline, messages, cause");
  verb->callback([args, &invocation] { run_show(*args, invocation); });
}

CLI::App* add_deed(CLI::App& incidents, const Shared& args, Invocation& invocation, Change change,
                   const char* name, const char* about) {
  CLI::App* verb = add_verb_on_one(incidents, args, name, about);
  verb->add_option("--by", args->by, "Who you are; else TOCSIN_USER, USER or your login")
      ->type_name("NAME");
  verb->add_option("--at", args->at, "When it was done, if not now")->type_name("TIME");
  verb->footer(kTimes);
  verb->callback([args, change, &invocation] { run_change(change, *args, invocation); });
  return verb;
}

void add_ack(CLI::App& incidents, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb =
      add_deed(incidents, args, invocation, acknowledge, "ack", "Say that somebody is on it");
  verb->add_option("--text", args->text, "What others should know")->type_name("TEXT");
  verb->add_option("--for", args->lasts, "How long you are on it, such as 2h; a day unless said")
      ->type_name("DURATION");
  verb->footer(fmt::format("{}\n{}", kAckMeans, kTimes));
}

void add_resolve(CLI::App& incidents, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_deed(incidents, args, invocation, resolve, "resolve",
                            "Close an incident with its root cause; once more corrects it");
  verb->add_option("--cause", args->cause, "One of the causes below")->required();
  verb->add_option("--text", args->text, "What happened and why")->type_name("TEXT");
  verb->add_option("--step", args->steps, "What was done about it; may be given several times")
      ->type_name("TEXT")
      ->allow_extra_args(false);
  verb->add_option("--link", args->links, "A postmortem, ticket or change; several too")
      ->type_name("URL")
      ->allow_extra_args(false);
  verb->footer(fmt::format("{}\n\nCauses:\n{}", kTimes, incidents::render_causes(Colour::no)));
}

void add_note(CLI::App& incidents, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb =
      add_deed(incidents, args, invocation, note, "note", "Add a line to the timeline");
  verb->add_option("TEXT,--text", args->text, "What you found out");
}

void add_link(CLI::App& incidents, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  CLI::App* verb = add_deed(incidents, args, invocation, link, "link", "Add a web address");
  verb->add_option("URL", args->url, "http:// or https://")->required();
  verb->add_option("--title", args->title, "What is behind it")->type_name("TEXT");
}

}  // namespace

void add_incidents(CLI::App& app, Invocation& invocation) {
  CLI::App* incidents = app.add_subcommand("incidents", kAbout);
  // A verb that does not exist is told by its name only where none is demanded.
  incidents->require_subcommand(0, 1);
  incidents->callback([incidents] {
    if (!incidents->get_subcommands().empty()) return;
    throw StartupError{
        "incidents: what is to be done? list, show, ack, resolve, note or link; `tocsin incidents "
        "--help` shows how"};
  });
  incidents->footer(kExamples);
  add_list(*incidents, invocation);
  add_show(*incidents, invocation);
  add_ack(*incidents, invocation);
  add_resolve(*incidents, invocation);
  add_note(*incidents, invocation);
  add_link(*incidents, invocation);
}

}  // namespace tocsin::cli
