// tocsin run: the service.
#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/or_stop.hpp"
#include "cli/replay_send.hpp"
#include "cli/rules.hpp"
#include "cli/send_waiting.hpp"
#include "cli/verb.hpp"
#include "cli/version.hpp"
#include "dsl/not_evaluated.hpp"
#include "notifiers/threads.hpp"
#include "server/service.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <pthread.h>
#include <time.h>

namespace tocsin::cli {
namespace {

constexpr auto kAbout =
    "Watch: take predictions and labels over HTTP, judge them by the clock, tell people.";
constexpr auto kFooter =
    "For example:\n"
    "  tocsin run rules/loan_rejection --store tocsin.db --listen 127.0.0.1:9464\n"
    "  curl -H 'Content-Type: text/csv' --data-binary @predictions.csv \\\n"
    "      http://127.0.0.1:9464/v1/models/loan_rejection/events\n"
    "A drill: its clock begins at --from and runs quicker, and nothing is sent to anybody.\n"
    "  tocsin run rules/loan_rejection --store drill.db --speed 1000x --from 2026-03-02T00:00Z\n"
    "SIGTERM and Ctrl-C end it: what came is answered, judged and kept. Exit codes: 0 ended when\n"
    "told to, 1 errors in rules, 2 files, addresses, or what could not be kept.";

struct Args {
  std::vector<std::string> rules, references;
  std::string store = "tocsin.db", listen = "127.0.0.1:9464", log = "text";
  std::string speed, from, to;
};

std::optional<double> speed_of(const std::string& text) {
  double speed = 0;
  const bool has_x = text.ends_with('x');
  const bool is_number = CLI::detail::lexical_cast(text.substr(0, text.size() - has_x), speed);
  return is_number && speed > 0 && speed <= 1e9 ? std::optional(speed) : std::nullopt;
}

std::string is_speed(const std::string& text) {
  return speed_of(text) ? "" : "expected a speed such as 1000x, found " + text;
}

std::string is_time(const std::string& text) {
  return parse_time(text) ? "" : "expected a time such as 2026-03-02T09:00Z, found " + text;
}

std::optional<server::Drill> drill_of(const Args& args) {
  if (args.speed.empty() && (!args.from.empty() || !args.to.empty()))
    throw StartupError{"run: --from and --to are for drills: add --speed, such as --speed 1000x"};
  if (args.speed.empty()) return std::nullopt;
  server::Drill drill{.speed = *speed_of(args.speed)};
  if (!args.from.empty()) drill.from = parse_time(args.from);
  if (!args.to.empty()) drill.to = *parse_time(args.to);
  if (drill.from && drill.to <= *drill.from)
    throw StartupError{fmt::format("run: --to {} is not behind --from {}", args.to, args.from)};
  return drill;
}

// The signals that the service heeds, kept from all threads so that they can be waited for.
class Signals {
 public:
  Signals() {
    sigemptyset(&signals_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals_, signal);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  // The one that comes within a tenth of a second; else nothing.
  std::optional<int> next() const {
    const timespec patience{0, 100'000'000};
    const int signal = sigtimedwait(&signals_, nullptr, &patience);
    return signal > 0 ? std::optional(signal) : std::nullopt;
  }

 private:
  sigset_t signals_{};
};

notifiers::Channels channels_of(const dsl::Plan& plan, const std::string& path) {
  const auto store = or_stop(store::Store::open(path, store::IfMissing::create));
  return open_channels(plan, or_stop(notifiers::threads_of(store)));
}

void run(const Args& args, Invocation& invocation) {
  needs_one_project(args.rules, "run");
  const auto references = bindings(args.references, "--reference");
  const auto listen = or_stop(server::parse_listen_address(args.listen));
  const auto drill = drill_of(args);
  const auto project = load_rules(args.rules, references, {}, invocation.now);
  const auto plan = sound_plan(project, invocation);
  if (!plan || refuses(dsl::not_evaluated(*plan), project, invocation)) return;

  std::mutex mutex;
  const server::Log log(args.log == "json" ? server::LogForm::json : server::LogForm::text,
                        [&](const std::string& line) {
                          const std::lock_guard lock(mutex);
                          invocation.err << line << std::flush;
                        });
  const Signals signals;
  const auto service = or_stop(server::Service::start(
      plan,
      {.store = args.store,
       .listen = listen,
       .version = kVersion,
       .references = references,
       .drill = drill,
       .limits = {},
       .writer = {}},
      drill ? notifiers::Channels() : channels_of(*plan, args.store), fallback_of(project), log));
  log.info("listening", {{"address", fmt::format("{}:{}", listen.host, service->port())},
                         {"store", args.store},
                         {"monitors", std::to_string(plan->monitors.size())}});
  invocation.out << "port " << service->port() << std::endl;
  while (!service->is_over()) {
    const auto signal = signals.next();
    if (signal && *signal != SIGHUP) break;
    if (signal)
      log.warn("SIGHUP: rules are not read anew while the service runs yet; the old ones stay");
  }
  log.info("ending");
  or_stop(service->stop());
  log.info("ended");
}

}  // namespace

void add_run(CLI::App& app, Invocation& invocation) {
  const auto args = std::make_shared<Args>();
  auto* command = app.add_subcommand("run", kAbout);
  add_rules(*command, args->rules);
  add_store(*command, args->store, "Where rows, decisions and messages are kept");
  command
      ->add_option("--listen", args->listen,
                   "Address and port, of this machine itself; port 0 takes one that is free")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  command->add_option("--reference", args->references,
                      "MODEL.NAME=FILE: take a reference from this file (repeatable)");
  command->add_option("--log", args->log, "How the log is written")
      ->type_name("text|json")
      ->check(one_of({"text", "json"}));
  command->add_option("--speed", args->speed, "A drill: the clock runs so many times as fast")
      ->type_name("NUMBERx")
      ->check(is_speed);
  command->add_option("--from", args->from, "Of a drill: its clock begins here")
      ->type_name("TIME")
      ->check(is_time);
  command->add_option("--to", args->to, "Of a drill: its clock ends here, and the service with it")
      ->type_name("TIME")
      ->check(is_time);
  command->footer(kFooter);
  command->callback([args, &invocation] { run(*args, invocation); });
}

}  // namespace tocsin::cli
