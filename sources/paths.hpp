// Which files a location means, and of which kind they are.
#pragma once

#include "base/result.hpp"
#include "sources/kind.hpp"
#include "sources/source.hpp"

#include <string>
#include <vector>

namespace tocsin::sources {

// The files that match a name in which `*` stands for any run of characters, sorted; it may stand
// in the last part of the path only. At least one, which need not exist if no `*` was said.
Result<std::vector<std::string>> expand(const std::string& path);

// By the kind that is said, else by the ending of the name. Only kinds that are read from files.
Result<const SourceKind*> kind_of(const Location& location);

}  // namespace tocsin::sources
