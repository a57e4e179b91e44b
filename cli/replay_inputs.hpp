// What a replay reads, and what is odd about it.
#pragma once

#include "dryrun/replay.hpp"
#include "dsl/checker.hpp"

#include <iosfwd>
#include <string>

namespace tocsin::cli {

// Nothing that is read may be written over: throws StartupError when `output`, named by `option`,
// is one of the files that are read.
void spare_inputs(const std::string& option, const std::string& output,
                  const dryrun::ReplayOptions& options, const dsl::Project& project);

// A range without a row is no error, and seldom what was meant.
void warn_of_empty_range(const dryrun::ReplayReport& report, std::ostream& err);

// Rows of references that could not be read, with the first of them.
void warn_of_broken_references(const dryrun::ReplayReport& report, std::ostream& err);

}  // namespace tocsin::cli
