// How a replay is shown: as a table for people, or as JSON.
#pragma once

#include "cli/commands.hpp"
#include "cli/replay_send.hpp"
#include "dryrun/replay.hpp"
#include "dryrun/summary.hpp"
#include "dsl/checker.hpp"

#include <string>
#include <vector>

namespace tocsin::cli {

struct ReplayView {
  const dsl::Plan& plan;
  const dryrun::ReplayReport& report;
  const dryrun::Summary& summary;
  const dsl::Project& project;
  const dsl::Diagnostics& lints;
  std::vector<std::string> payloads;  // of each message, as it would be sent
  std::vector<Letter> letters;        // what became of each; empty unless they were sent
  bool show_payloads = false;
};

void show_table(const ReplayView& view, Invocation& invocation);
void show_json(const ReplayView& view, Invocation& invocation);

}  // namespace tocsin::cli
