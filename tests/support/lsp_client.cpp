#include "tests/support/lsp_client.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tocsin::test {
namespace {

constexpr int kCannotStart = 127;
constexpr int kPatienceMs = 60000;

// In the child, between fork and exec.
[[noreturn]] void become(const std::string& binary, const std::string& folder, int end) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(end, STDIN_FILENO);
  dup2(end, STDOUT_FILENO);
  if (chdir(folder.c_str()) != 0) _exit(kCannotStart);
  setenv("XDG_CACHE_HOME", folder.c_str(), 1);
  execl(binary.c_str(), binary.c_str(), "lsp", nullptr);
  _exit(kCannotStart);
}

}  // namespace

LspClient::LspClient(const std::filesystem::path& binary, const TempDir& dir) {
  const auto program = binary.string();
  const auto folder = dir.path().string();
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw std::runtime_error("no socket for a language server");
  pid_ = fork();
  if (pid_ == 0) become(program, folder, ends[1]);
  close(ends[1]);
  socket_ = ends[0];
}

LspClient::~LspClient() {
  close(socket_);
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void LspClient::send_raw(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // it ended: the next read says so
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::optional<Json> LspClient::read_message() {
  for (;;) {
    if (const auto frame = framing_.next()) {
      REQUIRE_FALSE(frame->broken);
      return Json::parse(frame->text);
    }
    pollfd waiting{.fd = socket_, .events = POLLIN};
    if (poll(&waiting, 1, kPatienceMs) <= 0) return std::nullopt;
    std::array<char, 65536> bytes{};
    const auto size = read(socket_, bytes.data(), bytes.size());
    if (size <= 0) return std::nullopt;
    framing_.feed({bytes.data(), static_cast<std::size_t>(size)});
  }
}

void LspClient::notify(std::string_view method, Json params) {
  send_raw(lsp::framed(lsp::to_wire(lsp::notification(method, std::move(params)))));
}

Json LspClient::request(std::string_view method, Json params) {
  auto message = lsp::notification(method, std::move(params));
  message["id"] = ++last_id_;
  send_raw(lsp::framed(lsp::to_wire(message)));
  while (auto answer = read_message()) {
    if (!answer->contains("method") && answer->contains("id") && (*answer)["id"] == last_id_)
      return *answer;
    waiting_.push_back(std::move(*answer));
  }
  FAIL("no answer to " << method);
  return {};
}

Json LspClient::next() {
  if (waiting_.empty()) {
    auto message = read_message();
    REQUIRE(message);
    return *message;
  }
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  return first;
}

Json LspClient::diagnostics(const std::string& uri) {
  for (;;) {
    const auto message = next();
    if (message.value("method", "") != "textDocument/publishDiagnostics") continue;
    if (message["params"]["uri"] == uri) return message["params"]["diagnostics"];
  }
}

Json LspClient::start(const Json& capabilities) {
  const auto answer = request("initialize", {{"capabilities", capabilities}});
  notify("initialized");
  return answer["result"];
}

void LspClient::open(const std::string& uri, const std::string& text) {
  notify("textDocument/didOpen",
         {{"textDocument",
           {{"uri", uri}, {"languageId", "tocsin"}, {"version", version_}, {"text", text}}}});
}

void LspClient::edit(const std::string& uri, std::array<std::size_t, 4> range,
                     const std::string& text) {
  const auto place = [](std::size_t line, std::size_t character) {
    return Json{{"line", line}, {"character", character}};
  };
  const Json change{
      {"range", {{"start", place(range[0], range[1])}, {"end", place(range[2], range[3])}}},
      {"text", text}};
  notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", ++version_}}},
                                    {"contentChanges", Json::array({change})}});
}

int LspClient::hang_up() {
  shutdown(socket_, SHUT_WR);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int LspClient::stop() {
  request("shutdown");
  notify("exit");
  return hang_up();
}

Json at(const std::string& uri, std::size_t line, std::size_t character) {
  return {{"textDocument", {{"uri", uri}}},
          {"position", {{"line", line}, {"character", character}}}};
}

}  // namespace tocsin::test
