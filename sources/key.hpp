// The key of a row, by which a label finds its event.
#pragma once

#include "base/hash.hpp"

#include <span>
#include <string_view>

namespace tocsin::sources {

// The same for events and labels, whatever file they stand in. `parts` are the texts of the key
// fields in the order of the schema, none empty. ("a", "bc") and ("ab", "c") differ. Never zero.
Hash128 key_of(std::span<const std::string_view> parts);

}  // namespace tocsin::sources
