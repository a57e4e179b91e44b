// Texts as files hold them: checked for UTF-8, compared for typing errors, cut for messages.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tocsin::sources {

bool is_utf8(std::string_view text);

// One line that any screen can show: at most 80 characters, without control characters; what is
// not UTF-8 becomes U+FFFD, and a cut end `…`.
std::string excerpt(std::string_view text);

// "; the columns are: a, b, c", of a long list the first, and "; did you mean `income`?" where one
// is close.
std::string known_columns(std::string_view wanted, std::span<const std::string> known);

}  // namespace tocsin::sources
