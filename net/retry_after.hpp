// The header with which a receiver says when it wants to be asked again.
#pragma once

#include "base/time.hpp"

#include <optional>
#include <string_view>

namespace tocsin::net {

// The time from `now` that a `Retry-After` header asks for: whole seconds, or an HTTP date. A date
// in the past is 0. Nothing for any other text. Never more than a week: what asks for more is
// broken, and the caller sets a limit of its own anyway.
std::optional<Duration> parse_retry_after(std::string_view header, Instant now);

}  // namespace tocsin::net
