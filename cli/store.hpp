// tocsin store: looking after the file that holds the journal and the log.
#pragma once

#include "cli/commands.hpp"

namespace tocsin::cli {

void add_store_command(CLI::App& app, Invocation& invocation);

}  // namespace tocsin::cli
