#include "exchange/texts.hpp"

#include "base/printable.hpp"
#include "dsl/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::exchange {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// Whether a word begins at `i`: aB, ABc.
bool begins_word(std::string_view text, std::size_t i) {
  if (i == 0 || !is_upper(text[i])) return false;
  const char before = text[i - 1];
  if (is_lower(before) || is_digit(before)) return true;
  return is_upper(before) && i + 1 < text.size() && is_lower(text[i + 1]);
}

std::string escaped(std::string_view text, std::string_view marks) {
  std::string out;
  for (const char c : printable_lines(text)) {
    if (marks.find(c) != std::string_view::npos) out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string in_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

std::string quoted(std::string_view text) { return '"' + escaped(text, "\"\\") + '"'; }

std::string quoted_query(std::string_view text) {
  const auto clean = printable_lines(text);
  const bool is_plain = clean == text && clean.find("\"\"\"") == std::string::npos &&
                        !clean.starts_with('"') && !clean.ends_with('"');
  return is_plain ? fmt::format("\"\"\"{}\"\"\"", clean) : quoted(text);
}

std::string escaped_in_message(std::string_view text) { return escaped(text, "\"\\{}"); }

std::string snake_name(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_word = is_upper(text[i]) || is_lower(text[i]) || is_digit(text[i]);
    if ((!is_word || begins_word(text, i)) && !out.empty() && out.back() != '_') out += '_';
    if (is_word) out += lower(text[i]);
  }
  while (out.ends_with('_')) out.pop_back();
  if (out.empty() || is_digit(out.front())) out.insert(0, "r_");
  while (out.ends_with('_')) out.pop_back();
  return dsl::is_reserved(out) ? out + "_" : out;
}

std::string FreshNames::operator()(std::string_view text) {
  const auto base = snake_name(text);
  if (take(base)) return base;
  auto& last = last_.emplace(base, 1).first->second;
  std::string name;
  do name = fmt::format("{}_{}", base, ++last);
  while (!take(name));
  return name;
}

std::string words_of_name(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_blank = name[i] == '_' || name[i] == '-' || name[i] == ' ';
    if ((is_blank || begins_word(name, i)) && !out.empty() && out.back() != ' ') out += ' ';
    const bool stays = out.empty() || (i + 1 < name.size() && is_upper(name[i + 1])) ||
                       (i > 0 && is_upper(name[i - 1]) && !begins_word(name, i));
    if (!is_blank) out += stays ? name[i] : lower(name[i]);
  }
  return out;
}

std::string ticked(const std::string& name) {
  return dsl::is_reserved(name) ? '`' + name + '`' : name;
}

}  // namespace tocsin::exchange
