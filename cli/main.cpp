#include "base/result.hpp"
#include "cli/commands.hpp"
#include "cli/store.hpp"
#include "cli/usage.hpp"
#include "cli/version.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <unistd.h>

namespace {

using namespace tocsin;

constexpr const char* kFooter =
    "Start here:\n"
    "  tocsin init rules                        a first folder: a model, two fears, a route, "
    "tests\n"
    "  tocsin check rules/loan_rejection        say what is wrong with rules, with places and "
    "fixes\n"
    "  tocsin explain T2104                     what a message means, with an example and its "
    "cure\n"
    "  tocsin explain no_answer rules/loan_rejection   what a monitor does, in plain English\n"
    "  tocsin fmt rules/loan_rejection          lay them out in the one style\n"
    "  tocsin test rules/loan_rejection         run the tests written in them\n"
    "  tocsin replay RULES --data MODEL=FILE    what they would have told about recorded events\n"
    "  tocsin why ALERT RULES --data ...        how an alert came about, and who was told, and "
    "why\n"
    "  tocsin run RULES --store FILE            take predictions over HTTP and tell people\n"
    "  tocsin silence add loans.slow --for 2h   hold back what a monitor has to say\n"
    "  tocsin lsp                               what editors start, see docs/lsp.md\n"
    "  tocsin incidents list                    what happened, why, and what helped\n"
    "  tocsin outbox list                       what waits to be sent, and what nobody took\n"
    "Exit codes: 0 fine, 1 errors in rules or failed tests, 2 usage, files or network.";

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const bool refused = no_colour != nullptr && *no_colour != '\0';
  return !refused && isatty(STDOUT_FILENO) != 0 && isatty(STDERR_FILENO) != 0;
}

int run(int argc, char** argv) {
  cli::Invocation invocation{
      .out = std::cout,
      .err = std::cerr,
      .colour = wants_colour(),
      .err_is_terminal = isatty(STDERR_FILENO) != 0,
      .now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now())};
  CLI::App app{"tocsin watches machine-learning models by rules that people can read.", "tocsin"};
  app.set_version_flag("--version", std::string("tocsin ") + cli::kVersion);
  app.require_subcommand(1);
  app.footer(kFooter);
  cli::add_catalog(app, invocation);
  cli::add_check(app, invocation);
  cli::add_completion(app, invocation);
  cli::add_explain(app, invocation);
  cli::add_export(app, invocation);
  cli::add_fix(app, invocation);
  cli::add_fmt(app, invocation);
  cli::add_graph(app, invocation);
  cli::add_import(app, invocation);
  cli::add_incidents(app, invocation);
  cli::add_init(app, invocation);
  cli::add_lsp(app, invocation);
  cli::add_new(app, invocation);
  cli::add_notify(app, invocation);
  cli::add_outbox(app, invocation);
  cli::add_plan(app, invocation);
  cli::add_replay(app, invocation);
  cli::add_run(app, invocation);
  cli::add_silence(app, invocation);
  cli::add_simulate(app, invocation);
  cli::add_store_command(app, invocation);
  cli::add_test(app, invocation);
  cli::add_why(app, invocation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, invocation.out, invocation.err);
    invocation.err << cli::usage_fault(app, {argv + 1, argv + argc}, error.what());
    return cli::kTrouble;
  }
  return invocation.exit_code;
}

// What the disk or the pipe did not take is lost: the exit code may not say that all is well.
int flushed(int code) {
  std::cout.flush();
  if (std::cout) return code;
  std::cerr << "tocsin: the output could not be written, part of it is lost\n";
  return cli::kTrouble;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return flushed(run(argc, argv));
  } catch (const tocsin::StartupError& error) {
    std::cerr << "tocsin: " << error.message << '\n';
  } catch (const std::exception& error) {
    std::cerr << "tocsin: " << error.what() << '\n';
  }
  return tocsin::cli::kTrouble;
}
