// An editor without a screen: starts `tocsin lsp` and talks to it by the real protocol.
#pragma once

#include "lsp/framing.hpp"
#include "lsp/protocol.hpp"
#include "tests/support/temp_dir.hpp"

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace tocsin::test {

using lsp::Json;

class LspClient {
 public:
  // The program `binary`, in the folder; what it keeps for its user goes there, too.
  LspClient(const std::filesystem::path& binary, const TempDir& dir);
  ~LspClient();
  LspClient(const LspClient&) = delete;
  LspClient& operator=(const LspClient&) = delete;

  // `initialize` and `initialized`, and what the server answered to the first.
  Json start(const Json& capabilities = Json::object());
  // The whole response; what the server says in between is kept for `diagnostics` and `next`.
  Json request(std::string_view method, Json params = Json::object());
  void notify(std::string_view method, Json params = Json::object());
  void send_raw(std::string_view bytes);

  // The next message that nobody asked for; fails the test when none comes.
  Json next();
  // The diagnostics of that file when they are published the next time.
  Json diagnostics(const std::string& uri);

  void open(const std::string& uri, const std::string& text);
  // One edit by places of the protocol: [line, character] to [line, character].
  void edit(const std::string& uri, std::array<std::size_t, 4> range, const std::string& text);
  // Ends the input and says how the program ended.
  int hang_up();
  // `shutdown` and `exit` before that.
  int stop();

 private:
  std::optional<Json> read_message();

  pid_t pid_ = -1;
  int socket_ = -1;
  int version_ = 1;
  int last_id_ = 0;
  lsp::Framing framing_;
  std::deque<Json> waiting_;
};

// {"textDocument": {"uri": ...}, "position": {...}}
Json at(const std::string& uri, std::size_t line, std::size_t character);

}  // namespace tocsin::test
