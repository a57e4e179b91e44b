// JSON arrays of rows, as the reader of JSON Lines wants them.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace tocsin::server {

// The elements of an array, one a line: line N is element N. What stands inside of an element is
// not looked at, but for its brackets and strings. Fails for what is no array.
Result<std::string> lines_of_array(std::string_view text);

}  // namespace tocsin::server
