// The subcommands of tocsin, one file each, and what they share.
#pragma once

#include "base/time.hpp"

#include <iosfwd>
#include <string>

namespace CLI {
class App;
}

namespace tocsin::cli {

// Exit codes: warnings and alerts that fire are fine.
inline constexpr int kFine = 0;
inline constexpr int kErrors = 1;   // errors in rules, failed tests
inline constexpr int kTrouble = 2;  // usage, files, network
inline constexpr int kChanged = 3;  // plan --exit-code: the rules mean something else

// What a command runs in. A command sets `exit_code`; what goes wrong with the world is thrown as
// StartupError and ends in `main` with kTrouble.
struct Invocation {
  std::ostream& out;
  std::ostream& err;
  bool colour = false;           // `out` and `err` are terminals, and NO_COLOR is not set
  bool err_is_terminal = false;  // progress is shown there
  Instant now{};                 // when the program was started
  int exit_code = kFine;
};

// Each adds its subcommand, whose callback runs it.
void add_catalog(CLI::App& app, Invocation& invocation);
void add_check(CLI::App& app, Invocation& invocation);
void add_completion(CLI::App& app, Invocation& invocation);
void add_explain(CLI::App& app, Invocation& invocation);
void add_export(CLI::App& app, Invocation& invocation);
void add_fix(CLI::App& app, Invocation& invocation);
void add_fmt(CLI::App& app, Invocation& invocation);
void add_graph(CLI::App& app, Invocation& invocation);
void add_import(CLI::App& app, Invocation& invocation);
void add_incidents(CLI::App& app, Invocation& invocation);
void add_init(CLI::App& app, Invocation& invocation);
void add_lsp(CLI::App& app, Invocation& invocation);
void add_new(CLI::App& app, Invocation& invocation);
void add_notify(CLI::App& app, Invocation& invocation);
void add_outbox(CLI::App& app, Invocation& invocation);
void add_plan(CLI::App& app, Invocation& invocation);
void add_replay(CLI::App& app, Invocation& invocation);
void add_run(CLI::App& app, Invocation& invocation);
void add_silence(CLI::App& app, Invocation& invocation);
void add_simulate(CLI::App& app, Invocation& invocation);
void add_test(CLI::App& app, Invocation& invocation);
void add_why(CLI::App& app, Invocation& invocation);  // why and why-not

}  // namespace tocsin::cli
