// Rows of a file that a test loads beside those it invents.
#pragma once

#include "base/batch.hpp"
#include "base/result.hpp"

#include <string>

namespace tocsin::dryrun {

// All rows by time; arrival is event time. Labels that come on their own are taken from the file
// where it has their columns, and are missing where it has none. A field that does not fit its type
// is malformed, as in any file; a row that cannot be read at all is an error: "fixture `late.csv`
// line 3: ...". `name` is the file as the rules call it.
Result<Batch> load_rows(const Schema& schema, const std::string& path, const std::string& name);

}  // namespace tocsin::dryrun
