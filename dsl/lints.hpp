// What is allowed but rarely meant. Warnings, said once a monitor, model or route.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

// L001, L002, L006, L009, L010, L013, L014, L016, L018, L019, L020, L022, L025, L026. Those of
// rungs are said with the ladder.
void lint_project(Checking& c);

// L005, L021, L024: what numbers alone tell of a monitor.
void lint_noise(Checking& c);

}  // namespace tocsin::dsl
