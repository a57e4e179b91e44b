// A few rows years away from all others, as broken clocks send them, and what to do about them.
#pragma once

#include "base/result.hpp"
#include "dryrun/replay.hpp"
#include "sources/sorted.hpp"

#include <string>

namespace tocsin::dryrun {

// Fails when the widest gap between two rows of `file` is far longer than all the rest of it and
// would be filled with millions of ticks at which nothing happens. A gap outside of --from and --to
// costs nothing, and one between a --from and a --to that are both given is meant.
Result<void> check_stray_times(const dsl::Plan& plan, const std::string& file,
                               const sources::Extent& extent, const ReplayOptions& options);

}  // namespace tocsin::dryrun
