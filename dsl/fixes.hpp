// The fixes of diagnostics, applied to texts.
#pragma once

#include "dsl/diagnostic.hpp"
#include "dsl/source.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// The edits of the machine-applicable fixes, in order of file and place. A fix goes whole or not at
// all: one that touches what an earlier fix changes is left out, for the next round.
std::vector<Edit> compatible_edits(const std::vector<Diagnostic>& diagnostics);

// The text of one file after the edits of that file among `edits`, which are sorted and do not
// overlap.
std::string edited(std::string_view text, std::uint32_t file, const std::vector<Edit>& edits);

}  // namespace tocsin::dsl
