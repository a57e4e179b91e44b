// What a replay shows about rules that their text alone does not: L004, L008, L017.
#pragma once

#include "dryrun/replay.hpp"
#include "dryrun/summary.hpp"
#include "dsl/diagnostic.hpp"

namespace tocsin::dryrun {

// By place in the rules; neither allowances nor levels are looked at.
dsl::Diagnostics lints_of(const dsl::Plan& plan, const ReplayReport& report,
                          const Summary& summary);

}  // namespace tocsin::dryrun
