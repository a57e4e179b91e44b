// Classes of characters of the rule language.
#pragma once

namespace tocsin::dsl {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_id_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_id_char(char c) { return is_id_start(c) || is_digit(c); }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace tocsin::dsl
