// Where names are used in one file, and what each of them means there.
#pragma once

#include "lsp/names.hpp"

#include <vector>

namespace tocsin::lsp {

// All names of the file, those that are declared there included. `names` knows all declarations.
std::vector<Mention> names_in(const Project& project, std::uint32_t file, const Names& names);

}  // namespace tocsin::lsp
