// Reads the larger sections of a simulation.toml.
#pragma once

#include "dryrun/simulation_load_parts.hpp"

namespace tocsin::dryrun::simulation {

// The [[field]] tables, in the order of the file.
Fields read_fields(TomlTable& document);

// What is written, and of which columns: needs `spec.fields` and `spec.start`, fills `predictions`,
// `labels`, `reference` and `truth_file`.
void read_files(TomlTable& document, Spec& spec);

// The [[trouble]] tables; needs `spec.fields` and `spec.days`.
std::vector<Trouble> read_troubles(TomlTable& document, const Spec& spec);

}  // namespace tocsin::dryrun::simulation
