// The rows of a store's journal as JSON Lines.
#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace tocsin::cli {

// One row a line under the names of its fields, in the order of receipt; what was missing or
// malformed is left out. Durations are nanoseconds. An error names the entry that is damaged, or
// says which models the journal has when it has none of this one.
Result<void> export_rows(const store::Store& store, const std::string& model,
                         std::optional<Instant> from, std::optional<Instant> to, std::ostream& out);

}  // namespace tocsin::cli
