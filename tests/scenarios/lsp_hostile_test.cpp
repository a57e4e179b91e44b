// `tocsin lsp` and what no editor should send: an answer to each request, no crash, no hang.
#include "evaluators/catalogue.hpp"
#include "lsp/disk.hpp"
#include "lsp/server.hpp"
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/lsp_client.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tocsin::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

constexpr int kParse = -32700, kInvalidRequest = -32600, kInvalidParams = -32602;

std::string with_length(std::size_t length, std::string_view body) {
  return fmt::format("Content-Length: {}\r\n\r\n{}", length, body);
}

std::string hover_with_id(std::string_view id) {
  return lsp::framed(
      fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}})", id));
}

std::vector<fs::path> rule_files_below(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".tocsin") found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

}  // namespace

TEST_CASE("a stream that ends inside of a message ends the session", "[scenario][lsp]") {
  const auto rest =
      GENERATE(as<std::string>{}, "Content-", "Content-Length: 52\r\n",
               "Content-Length: 52\r\n\r\n{\"jsonrpc\"", "Content-Length: 67108864\r\n\r\n[");
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  client.send_raw(rest);
  CHECK(client.hang_up() == 1);
}

TEST_CASE("a wrong length loses the messages that it hides, and no other", "[scenario][lsp]") {
  const std::string body = R"({"jsonrpc":"2.0","id":5,"method":"nothing"})";
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  SECTION("too short") {
    client.send_raw(with_length(10, body));
    CHECK(client.next()["error"]["code"] == kParse);
    CHECK(client.stop() == 0);
  }
  SECTION("too long") {
    client.send_raw(with_length(body.size() + 30, body) + lsp::framed(body) + lsp::framed(body));
    CHECK(client.next()["error"]["code"] == kParse);
    CHECK(client.stop() == 0);
  }
}

TEST_CASE("each id that the protocol knows comes back as it was", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  for (const std::string id : {"0", "-1", "18446744073709551615", R"("")", R"("a\u0000b")"}) {
    CAPTURE(id);
    client.send_raw(hover_with_id(id));
    const auto answer = client.next();
    CHECK(answer["id"].dump() == id);
    CHECK(answer["error"]["code"] == kInvalidParams);
  }
  const auto huge = Json(std::string(1'000'000, 'x')).dump();
  client.send_raw(hover_with_id(huge));
  CHECK(client.next()["id"].dump() == huge);
  for (const std::string id : {"1.5", "123456789012345678901234567890", "true", "[]", "null"}) {
    CAPTURE(id);
    client.send_raw(hover_with_id(id));
    const auto answer = client.next();
    CHECK(answer["error"]["code"] == kInvalidRequest);
    CHECK_THAT(answer["error"]["message"].get<std::string>(), Contains("as `id`"));
  }
  CHECK(client.stop() == 0);
}

TEST_CASE("places beyond the text are its end, and what is no place is refused",
          "[scenario][lsp]") {
  const TempDir dir;
  const std::string uri = "file://" + (dir / "a.tocsin").string();
  LspClient client(tocsin_binary(), dir);
  client.start();
  client.open(uri, "tocsin 1\nmodel m { time at }\n");
  const auto far = std::size_t{1} << 62;
  CHECK(client.request("textDocument/hover", at(uri, far, far)).contains("result"));
  auto half = at(uri, 0, 0);
  half["position"]["line"] = 1.5;
  CHECK(client.request("textDocument/hover", half)["error"]["code"] == kInvalidParams);
  for (const Json& params : {Json::array({1, 2}), Json("x"), Json(7)})
    CHECK(client.request("textDocument/hover", params)["error"]["code"] == kInvalidParams);
  CHECK(client.stop() == 0);
}

TEST_CASE("a version that is no number is told without words of the parser", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  client.notify("textDocument/didOpen",
                {{"textDocument", {{"uri", "file:///a.tocsin"}, {"text", ""}, {"version", "1"}}}});
  CHECK(client.next()["params"]["message"] ==
        "textDocument/didOpen: expected a whole number `version`");
  CHECK(client.stop() == 0);
}

// With the rest of its project on the disk.
TEST_CASE("each beginning of each file of a project is answered", "[scenario][lsp]") {
  constexpr std::size_t kStep = 397;  // prime to the lengths of lines, so that all places occur
  lsp::Server server(lsp::real_disk(), {.catalogue = {.measures = evaluators::measures()}});
  int id = 0;
  const auto ask = [&](std::string_view method, Json params) {
    auto message = lsp::notification(method, std::move(params));
    message["id"] = ++id;
    const std::vector<std::string> asked{lsp::to_wire(message)};
    return server.receive(asked).size();
  };
  REQUIRE(ask("initialize", {{"capabilities", Json::object()}}) == 1);
  for (const auto& file : rule_files_below(source_dir() / "rules")) {
    const auto whole = content_of(file);
    const Json document{{"uri", "file://" + file.string()}, {"version", 1}};
    for (std::size_t size = 0; size < whole.size(); size += kStep) {
      CAPTURE(file, size);
      auto opened = document;
      opened["text"] = whole.substr(0, size);
      const std::vector<std::string> open{
          lsp::to_wire(lsp::notification("textDocument/didOpen", {{"textDocument", opened}}))};
      REQUIRE(!server.receive(open).empty());
      const auto lines = std::ranges::count(whole.substr(0, size), '\n');
      const Json params{{"textDocument", document},
                        {"position", {{"line", lines}, {"character", 1'000'000}}}};
      for (const auto* method : {"hover", "completion", "documentSymbol", "semanticTokens/full"})
        CHECK(ask(std::string("textDocument/") + method, params) == 1);
    }
  }
}

}  // namespace tocsin::test
