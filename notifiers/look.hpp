// The colour of a message, the same in every receiver that shows one.
#pragma once

#include "base/alert.hpp"

#include <string_view>

namespace tocsin::notifiers {

// "#d00000": green for an end, else by the place of the severity in the project's ladder: red for
// the highest, blue for the lowest, amber between. A ladder of one step is red.
std::string_view colour(const Message& message);

}  // namespace tocsin::notifiers
