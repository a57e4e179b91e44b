// The options that the verbs of `incidents`, `outbox`, `silence` and `notify` share.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace tocsin::cli {

// For an option whose type's name lists the choices in the help already.
CLI::Validator one_of(std::vector<std::string> choices);

// `--store FILE`, which is `about`; without it the variable TOCSIN_STORE counts, so that commands
// work as messages print them. The text outlives the verb, here and below.
void add_store(CLI::App& verb, std::string& store, const std::string& about);
// `--format table|json`.
void add_format(CLI::App& verb, std::string& format);

}  // namespace tocsin::cli
