// Texts from rules and data, made fit for a receiver: its length counts code points, and nothing
// in a label value may reach a header, a terminal or a template.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin::notifiers {

// `text` when it has at most `most` code points, else its first `most` - 1 and "…". `most` >= 1;
// `text` is valid UTF-8, and so is the result.
std::string cut(std::string_view text, std::size_t most);

// The same for any text from outside: made printable() or printable_lines() first, without looking
// at more of it than can be shown.
std::string short_line(std::string_view text, std::size_t most);
std::string short_lines(std::string_view text, std::size_t most);

// At most `most` bytes of valid UTF-8, cut between code points, without a mark.
std::string cut_bytes(std::string_view text, std::size_t most);

// `&`, `<`, `>` and `"` as entities.
std::string escape_html(std::string_view text);

// Whether a person can follow it: http or https with a host, and nothing to inject with.
bool is_web_link(std::string_view text);

}  // namespace tocsin::notifiers
