#include "server/http_message.hpp"

#include <nlohmann/json.hpp>

namespace tocsin::server {

HttpResponse refusal(int status, std::string_view why) {
  const nlohmann::json body{{"error", why}};
  constexpr auto kReplace = nlohmann::json::error_handler_t::replace;  // `why` may quote bytes
  return {.status = status, .body = body.dump(-1, ' ', false, kReplace) + '\n'};
}

}  // namespace tocsin::server
