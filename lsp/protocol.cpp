#include "lsp/protocol.hpp"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <utility>

namespace tocsin::lsp {
namespace {

constexpr std::string_view kScheme = "file://";
constexpr std::string_view kLocalHost = "localhost";

Refusal missing(std::string_view name, std::string_view what) {
  return {error_code::kInvalidParams, fmt::format("expected {} `{}`", what, name)};
}

std::optional<char> hex_byte(std::string_view digits) {
  unsigned value = 0;
  if (digits.size() < 2) return std::nullopt;
  const auto read = std::from_chars(digits.data(), digits.data() + 2, value, 16);
  if (read.ptr != digits.data() + 2) return std::nullopt;
  return static_cast<char>(value);
}

std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? hex_byte(text.substr(i + 1)) : std::nullopt;
    result += byte.value_or(text[i]);
    if (byte) i += 2;
  }
  return result;
}

std::size_t count_member(const Json& json, std::string_view name) {
  const auto& found = member(json, name);
  if (!found.is_number_unsigned() && !found.is_number_integer())
    throw missing(name, "a whole number");
  const auto value = found.get<std::int64_t>();
  return value < 0 ? 0 : static_cast<std::size_t>(value);
}

}  // namespace

Json response(const Json& id, Json result) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

Json refusal(const Json& id, const Refusal& why) {
  return {
      {"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", why.code}, {"message", why.message}}}};
}

Json notification(std::string_view method, Json params) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

std::string to_wire(const Json& message) {
  return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::string> path_of(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  if (uri.starts_with(kLocalHost)) uri.remove_prefix(kLocalHost.size());
  if (!uri.starts_with('/')) return std::nullopt;
  auto path = unescaped(uri);
  if (path.find('\0') != std::string::npos) return std::nullopt;
  return path;
}

std::string uri_of(std::string_view path) {
  static constexpr std::string_view kPlain = "/-._~";
  if (!path.starts_with('/')) return std::string(path);  // not a file: kept as the client named it
  std::string uri(kScheme);
  for (const char ch : path) {
    const auto byte = static_cast<unsigned char>(ch);
    const bool is_plain = byte < 128 && (std::isalnum(byte) || kPlain.find(ch) != kPlain.npos);
    uri += is_plain ? std::string(1, ch) : fmt::format("%{:02X}", byte);
  }
  return uri;
}

Position position_of(const Json& json) {
  return {count_member(json, "line"), count_member(json, "character")};
}

Json to_json(Position position) {
  return {{"line", position.line}, {"character", position.character}};
}

Json range_of(const Text& text, std::size_t begin, std::size_t end, Encoding encoding) {
  return {{"start", to_json(text.position(begin, encoding))},
          {"end", to_json(text.position(end, encoding))}};
}

const Json& member(const Json& json, std::string_view name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  if (!json.is_object() || found == json.end()) throw missing(name, "a member");
  return *found;
}

const std::string& text_member(const Json& json, std::string_view name) {
  const auto& found = member(json, name);
  if (!found.is_string()) throw missing(name, "a text");
  return found.get_ref<const std::string&>();
}

bool flag(const Json& json, const char* pointer) {
  const Json::json_pointer at(pointer);
  return json.is_structured() && json.contains(at) && json.at(at).is_boolean() &&
         json.at(at).get<bool>();
}

}  // namespace tocsin::lsp
