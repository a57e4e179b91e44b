// What a mail says: the same words as text and as HTML. Lines end in LF, valid UTF-8.
#pragma once

#include "base/alert.hpp"

#include <string>

namespace tocsin::notifiers {

std::string email_plain_body(const Message& message);

// Inline styles only, nothing remote; links only where the rules give one. `chart`: the content id
// of the picture to show; empty: none.
std::string email_html_body(const Message& message, const std::string& chart = {});

}  // namespace tocsin::notifiers
