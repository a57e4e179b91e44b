// Runs the verbs of one command as main does, at one o'clock.
#pragma once

#include "base/result.hpp"
#include "cli/commands.hpp"
#include "tests/unit/store/sample.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace tocsin::test {

struct Ran {
  int code = 0;
  std::string out;
  std::string problem;  // what would stand on the standard error
};

// `add`: cli::add_incidents and the like; `args`: behind the command's name.
inline Ran run_verb(void (*add)(CLI::App&, cli::Invocation&), const std::string& command,
                    std::vector<std::string> args) {
  std::ostringstream out, err;
  cli::Invocation invocation{.out = out, .err = err, .now = at("13:00")};
  CLI::App app{"tocsin"};
  app.require_subcommand(1);
  add(app, invocation);
  args.insert(args.begin(), command);
  std::reverse(args.begin(), args.end());  // as CLI11 takes them
  try {
    app.parse(args);
  } catch (const CLI::ParseError& problem) {
    const int code = app.exit(problem, out, err);
    return {code == 0 ? cli::kFine : cli::kTrouble, out.str(), err.str()};
  } catch (const StartupError& problem) {
    return {cli::kTrouble, out.str(), problem.message};
  }
  return {invocation.exit_code, out.str(), err.str()};
}

}  // namespace tocsin::test
