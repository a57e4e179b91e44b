// A request and its answer, as handlers see them: no socket, no library.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::server {

struct HttpRequest {
  std::string method;                                       // as sent: "POST"
  std::string path;                                         // without what follows a `?`
  std::string query;                                        // what follows it
  std::map<std::string, std::string, std::less<>> headers;  // names in small letters
  std::string body;

  // Empty where the request has none. `name` in small letters.
  std::string_view header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
  }
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers{};
};

// Called once, on any thread, at any later time. Where it goes uncalled the connection is closed.
using Respond = std::function<void(HttpResponse)>;

// Called on the thread of the sockets: it must not wait.
using Handler = std::function<void(HttpRequest, Respond)>;

// {"error": "..."} with a line end, as every refusal of the service looks.
HttpResponse refusal(int status, std::string_view why);

}  // namespace tocsin::server
