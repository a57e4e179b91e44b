// Who sits at the terminal, and the times that people write there.
#pragma once

#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::cli {

// As they say (`by`), as TOCSIN_USER or USER says, or as the machine knows them.
std::string person(const std::string& by);

// A time, a day, or how long before `now`; nothing for the empty text. Anything else is a
// StartupError that names the option.
std::optional<Instant> when(std::string_view option, const std::string& text, Instant now);

}  // namespace tocsin::cli
