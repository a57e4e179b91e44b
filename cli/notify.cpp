#include "base/printable.hpp"
#include "base/result.hpp"
#include "base/spelling.hpp"
#include "cli/commands.hpp"
#include "cli/invented_messages.hpp"
#include "cli/or_stop.hpp"
#include "cli/rules.hpp"
#include "cli/verb.hpp"
#include "notifiers/notifier.hpp"
#include "prose/find_monitor.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>
#include <thread>

namespace tocsin::cli {
namespace {

using Json = nlohmann::ordered_json;
using notifiers::Delivery;

constexpr auto kAbout =
    "Try the channels of your rules, and see what they would say.\n"
    "Nothing but `notify test` leaves this machine.";
constexpr auto kExamples =
    "For example:\n"
    "  tocsin notify test oncall\n"
    "  tocsin notify preview slow_applications rules/loan_rejection";
constexpr auto kTestExamples =
    "Sends a message that says of itself that it is a test, and to receivers that keep alerts\n"
    "open also its end. One attempt, without the outbox.\n"
    "Exit codes: 0 delivered, 1 errors in the rules, 2 not delivered.";
constexpr auto kPreviewExamples =
    "Values are invented: each lies at its threshold. Secrets stand as env(NAME), and no variable\n"
    "needs to be set. A monitor may be called slow, ranker.slow or shared/latency.ranker.slow.";

struct Args {
  std::string what;
  std::vector<std::string> rules;
  std::string format = "table";
};

bool wants_json(const Args& args) { return args.format == "json"; }

const ChannelConfig& channel_of(const dsl::Plan& plan, const std::string& name) {
  std::vector<std::string_view> known;
  for (const auto& channel : plan.channels) {
    if (channel.name == name) return channel;
    known.push_back(channel.name);
  }
  if (known.empty()) throw StartupError{"notify: these rules have no channel"};
  const auto near = nearest(name, known);
  throw StartupError{fmt::format("notify: there is no channel `{}`; {}", printable(name),
                                 near ? fmt::format("did you mean `{}`?", *near)
                                      : fmt::format("there are {}", fmt::join(known, ", ")))};
}

// What people read needs no nanoseconds.
Instant this_second(const Invocation& invocation) {
  return std::chrono::floor<std::chrono::seconds>(invocation.now);
}

// ---- test ------------------------------------------------------------------------------------

struct Tried {
  Message message;
  notifiers::Receipt receipt;
};

notifiers::Receipt attempt(const notifiers::Notifier& notifier, const Message& message) {
  auto receipt = notifier.send(message);
  if (receipt) return std::move(*receipt);
  return {.delivery = Delivery::rejected, .detail = receipt.error().message};
}

// The end follows where the receiver would go on waiting for it.
std::vector<Tried> try_out(const notifiers::Notifier& notifier,
                           const std::vector<Message>& messages) {
  std::vector<Tried> tried;
  for (const auto& message : messages) {
    if (!tried.empty()) std::this_thread::sleep_for(notifier.spacing());
    tried.push_back({message, attempt(notifier, message)});
    if (tried.back().receipt.delivery != Delivery::delivered || !notifier.keeps_alerts()) break;
  }
  return tried;
}

std::string answer_of(const notifiers::Receipt& receipt) {
  std::string out = receipt.status == 0 ? "" : fmt::format(" {}", receipt.status);
  if (!receipt.detail.empty()) out += " " + printable(receipt.detail);
  return out;
}

std::string outcome_of(const notifiers::Receipt& receipt) {
  if (receipt.delivery == Delivery::delivered) return "delivered";
  return receipt.delivery == Delivery::retry ? "not delivered, to be tried again" : "not delivered";
}

std::string line_of(const Tried& tried) {
  const auto& receipt = tried.receipt;
  std::string out = fmt::format("{}: {}{}\n", to_text(tried.message.kind), outcome_of(receipt),
                                answer_of(receipt));
  if (!receipt.receiver_id.empty())
    out += fmt::format("  known there as {}\n", printable(receipt.receiver_id));
  if (receipt.retry_after)
    out += fmt::format("  not before {}\n", format_duration(*receipt.retry_after));
  if (receipt.setup_broken) out += "  the channel is set up wrongly\n";
  for (const auto& address : receipt.refused) out += fmt::format("  refused for {}\n", address);
  return out;
}

Json json_of(const Tried& tried) {
  const auto& receipt = tried.receipt;
  return {{"message", to_text(tried.message.kind)},
          {"key", tried.message.key},
          {"delivery", to_text(receipt.delivery)},
          {"status", receipt.status},
          {"detail", printable(receipt.detail)},
          {"receiver_id", printable(receipt.receiver_id)},
          {"retry_after_seconds",
           receipt.retry_after ? Json(std::chrono::duration<double>(*receipt.retry_after).count())
                               : Json(nullptr)},
          {"setup_broken", receipt.setup_broken},
          {"refused", receipt.refused}};
}

void show(const Args& args, const ChannelConfig& channel, const std::vector<Tried>& tried,
          std::ostream& out) {
  if (!wants_json(args)) {
    out << fmt::format("channel {} ({})\n", channel.name, channel.kind);
    for (const auto& one : tried) out << line_of(one);
    return;
  }
  Json json{{"channel", channel.name}, {"kind", channel.kind}, {"attempts", Json::array()}};
  for (const auto& one : tried) json["attempts"].push_back(json_of(one));
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void run_test(const Args& args, Invocation& invocation) {
  const auto plan = sound_plan(load_rules(args.rules), invocation);
  if (!plan) return;
  const auto& channel = channel_of(*plan, args.what);
  auto environment = notifiers::process_environment();
  environment.console = &invocation.out;
  const auto notifier = or_stop(notifiers::make_notifier(channel, environment));
  const auto tried =
      try_out(*notifier, test_messages(*plan, channel.name, this_second(invocation)));
  show(args, channel, tried, invocation.out);
  const auto& last = tried.back().receipt;
  if (last.delivery != Delivery::delivered || !last.refused.empty())
    invocation.exit_code = kTrouble;
}

// ---- preview ---------------------------------------------------------------------------------

std::size_t monitor_of(const dsl::Plan& plan, const std::string& name) {
  const auto found = prose::find_monitor(plan, name);
  if (found.monitors.size() == 1) return found.monitors.front();
  if (found.monitors.empty())
    throw StartupError{fmt::format(
        "notify preview {}: no monitor has this name; {}", printable(name),
        found.similar.empty() ? fmt::format("these rules have {}", plan.monitors.size())
                              : fmt::format("similar: {}", fmt::join(found.similar, ", ")))};
  std::string names;
  for (const auto index : found.monitors) {
    const auto& monitor = plan.monitors[index];
    names += fmt::format("{}{}.{}", names.empty() ? "" : ", ",
                         plan.models[monitor.model].schema.model, monitor.name);
  }
  throw StartupError{
      fmt::format("notify preview {}: several are called so: {}", printable(name), names)};
}

struct Payload {
  const ChannelConfig* channel;
  Message message;
  std::string text;
};

std::vector<Payload> payloads_of(const dsl::Plan& plan, std::size_t monitor, Instant now) {
  std::vector<Payload> out;
  for (auto& message : invented_messages(plan, monitor, now)) {
    const auto& channel = channel_of(plan, message.channel);
    auto text = or_stop(notifiers::make_previewer(channel))->preview(message);
    out.push_back({&channel, std::move(message), std::move(text)});
  }
  return out;
}

void show(const std::vector<Payload>& payloads, std::ostream& out) {
  bool first = true;
  for (const auto& [channel, message, text] : payloads) {
    out << fmt::format("{}# {} ({}): {} at {}\n{}", first ? "" : "\n", channel->name, channel->kind,
                       to_text(message.kind), message.severity_name, text);
    first = false;
  }
}

void show_json(const std::vector<Payload>& payloads, std::ostream& out) {
  Json json = Json::array();
  for (const auto& [channel, message, text] : payloads)
    json.push_back({{"channel", channel->name},
                    {"kind", channel->kind},
                    {"message", to_text(message.kind)},
                    {"severity", message.severity_name},
                    {"payload", text}});
  out << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void run_preview(const Args& args, Invocation& invocation) {
  const auto plan = sound_plan(load_rules(args.rules), invocation);
  if (!plan) return;
  const auto payloads = payloads_of(*plan, monitor_of(*plan, args.what), this_second(invocation));
  if (wants_json(args)) return show_json(payloads, invocation.out);
  if (payloads.empty()) invocation.err << "tocsin: no route takes this monitor, nobody is told\n";
  show(payloads, invocation.out);
}

using Shared = std::shared_ptr<Args>;

CLI::App* add_verb(CLI::App& notify, const Shared& args, const char* name, const char* about,
                   const char* what, const char* what_it_is) {
  CLI::App* verb = notify.add_subcommand(name, about);
  verb->add_option(what, args->what, what_it_is)->required();
  add_rules(*verb, args->rules);
  add_format(*verb, args->format);
  return verb;
}

}  // namespace

void add_notify(CLI::App& app, Invocation& invocation) {
  CLI::App* notify = app.add_subcommand("notify", kAbout);
  notify->require_subcommand(0, 1);
  notify->callback([notify] {
    if (!notify->get_subcommands().empty()) return;
    throw StartupError{
        "notify: what is to be done? test or preview; `tocsin notify --help` shows how"};
  });
  notify->footer(kExamples);
  const auto test = std::make_shared<Args>();
  CLI::App* verb = add_verb(*notify, test, "test", "Send a marked test message through a channel",
                            "CHANNEL", "As the rules call it: oncall");
  verb->footer(kTestExamples);
  verb->callback([test, &invocation] { run_test(*test, invocation); });
  const auto preview = std::make_shared<Args>();
  verb = add_verb(*notify, preview, "preview", "Print what each channel would get for a monitor",
                  "MONITOR", "As `explain` takes it: slow, ranker.slow");
  verb->footer(kPreviewExamples);
  verb->callback([preview, &invocation] { run_preview(*preview, invocation); });
}

}  // namespace tocsin::cli
