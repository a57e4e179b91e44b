// JSON-RPC 2.0 and the small values of the language server protocol.
#pragma once

#include "lsp/text.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::lsp {

using Json = nlohmann::ordered_json;

namespace error_code {
inline constexpr int kParse = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kNotInitialized = -32002;
inline constexpr int kRequestCancelled = -32800;
inline constexpr int kRequestFailed = -32803;
}  // namespace error_code

// The request cannot be answered; becomes a response with an error.
struct Refusal {
  int code = 0;
  std::string message;
};

Json response(const Json& id, Json result);
Json refusal(const Json& id, const Refusal& why);
Json notification(std::string_view method, Json params);

// Bytes that are not UTF-8 become the replacement character.
std::string to_wire(const Json& message);

// `file:///a%20b` as `/a b`; nothing for another scheme or another machine.
std::optional<std::string> path_of(std::string_view uri);
std::string uri_of(std::string_view path);

// Throws Refusal when `json` is no position.
Position position_of(const Json& json);
Json to_json(Position position);
Json range_of(const Text& text, std::size_t begin, std::size_t end, Encoding encoding);

// A member of an object that has to be there and of that type, else Refusal.
const Json& member(const Json& json, std::string_view name);
const std::string& text_member(const Json& json, std::string_view name);
// False when it is not there.
bool flag(const Json& json, const char* pointer);

}  // namespace tocsin::lsp
