#include "exchange/alert_text.hpp"

#include "exchange/texts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace tocsin::exchange {
namespace {

constexpr std::string_view kSegment = "segment.";
constexpr std::string_view kOpening = "{{\"{{\"}}";  // a template that shows two braces

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string template_for(std::string_view name,
                         const std::function<std::optional<std::string>(std::string_view)>& named) {
  if (name == "value") return "{{ $value }}";
  if (name.starts_with(kSegment))
    return fmt::format("{{{{ $labels.{} }}}}", name.substr(kSegment.size()));
  return literal_text(named(name).value_or(""));
}

}  // namespace

std::string literal_text(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool opens = text.substr(i, 2) == "{{";
    out += opens ? std::string(kOpening) : std::string(1, text[i]);
    i += opens ? 1 : 0;
  }
  return out;
}

bool is_literal(std::string_view text) {
  for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    if (!text.substr(at).starts_with(kOpening)) return false;
    at += kOpening.size();
  }
  return true;
}

std::string text_of_literal(std::string_view literal) {
  std::string out;
  while (!literal.empty()) {
    const auto at = literal.find(kOpening);
    out += literal.substr(0, at);
    if (at == std::string_view::npos) break;
    out += "{{";
    literal.remove_prefix(at + kOpening.size());
  }
  return out;
}

std::string message_source(std::string_view message) {
  std::string out, literal;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const auto two = message.substr(i, 2);
    const bool is_doubled = two == "{{" || two == "}}";
    if (is_doubled || (message[i] != '{' && message[i] != '}'))
      literal += message[i];
    else
      out += escaped_in_message(std::exchange(literal, {})) + message[i];
    i += is_doubled ? 1 : 0;
  }
  return out + escaped_in_message(literal);
}

std::string message_template(
    std::string_view message,
    const std::function<std::optional<std::string>(std::string_view)>& named) {
  std::string out, literal;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    const bool is_doubled =
        (c == '{' || c == '}') && message.substr(i + 1, 1) == message.substr(i, 1);
    const auto close = c == '{' && !is_doubled ? message.find('}', i) : std::string_view::npos;
    if (close == std::string_view::npos) {
      literal += c;
      i += is_doubled ? 1 : 0;
      continue;
    }
    out += literal_text(std::exchange(literal, {}));
    out += template_for(message.substr(i + 1, close - i - 1), named);
    i = close;
  }
  return out + literal_text(literal);
}

std::string alert_name(std::string_view path) {
  std::string out;
  bool begins = true;
  for (const char c : path) {
    const bool is_word = is_letter(c) || is_digit(c);
    if (is_word) out += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = !is_word;
  }
  return out.empty() || is_digit(out.front()) ? "Alert" + out : out;
}

std::string yaml_text(std::string_view text) {
  return nlohmann::json(std::string(text))
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace tocsin::exchange
