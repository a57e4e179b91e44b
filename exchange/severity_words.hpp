// What the severities of others mean here.
#pragma once

#include <optional>
#include <string_view>

namespace tocsin::exchange {

// info, warn or page for `critical`, `Warning` and the like; nothing for an unknown word.
std::optional<std::string_view> severity_for(std::string_view word);

}  // namespace tocsin::exchange
