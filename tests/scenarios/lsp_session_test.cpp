// `tocsin lsp` from outside: how a session begins and ends, and what it makes of bad input.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/lsp_client.hpp"

#include <catch2/catch.hpp>

namespace tocsin::test {
namespace {

using Catch::Matchers::Contains;

constexpr int kParse = -32700, kInvalidRequest = -32600, kNoMethod = -32601,
              kInvalidParams = -32602, kNotInitialized = -32002, kCancelled = -32800;

std::string whole(std::string_view message) { return lsp::framed(message); }

}  // namespace

TEST_CASE("a session begins with initialize and ends with exit", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  const auto answer = client.start();
  CHECK(answer["serverInfo"]["name"] == "tocsin");
  CHECK(answer["capabilities"]["positionEncoding"] == "utf-16");
  CHECK(answer["capabilities"]["textDocumentSync"]["change"] == 2);
  CHECK(client.stop() == 0);
}

TEST_CASE("a client that leaves without a word is no success", "[scenario][lsp]") {
  const TempDir dir;
  SECTION("at once") {
    LspClient client(tocsin_binary(), dir);
    CHECK(client.hang_up() == 1);
  }
  SECTION("with exit alone") {
    LspClient client(tocsin_binary(), dir);
    client.start();
    client.notify("exit");
    CHECK(client.hang_up() == 1);
  }
}

TEST_CASE("the client's choice of encoding is taken", "[scenario][lsp]") {
  const TempDir dir;
  const auto chosen = [&](const Json& offered) {
    LspClient client(tocsin_binary(), dir);
    const auto answer = client.start({{"general", {{"positionEncodings", offered}}}});
    return answer["capabilities"]["positionEncoding"];
  };
  CHECK(chosen({"utf-8", "utf-16"}) == "utf-8");
  CHECK(chosen({"utf-7", "utf-32"}) == "utf-32");
  CHECK(chosen({"utf-7"}) == "utf-16");
}

TEST_CASE("requests out of turn are refused", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  CHECK(client.request("textDocument/hover")["error"]["code"] == kNotInitialized);
  client.start();
  CHECK(client.request("initialize")["error"]["code"] == kInvalidRequest);
  CHECK(client.request("textDocument/sing")["error"]["code"] == kNoMethod);
  CHECK(client.request("$/unheardOf")["error"]["code"] == kNoMethod);
  client.notify("textDocument/unheardOf");
  CHECK(client.request("shutdown")["result"].is_null());
  CHECK(client.request("textDocument/hover")["error"]["code"] == kInvalidRequest);
  client.notify("exit");
  CHECK(client.hang_up() == 0);
}

TEST_CASE("what is no message gets its error, and the session goes on", "[scenario][lsp]") {
  struct Case {
    std::string_view why;
    std::string bytes;
    int code;
  };
  const auto c = GENERATE(values<Case>({
      {"no JSON", whole("{\"jsonrpc\":"), kParse},
      {"bytes that are no UTF-8", whole("\"\xFF\""), kParse},
      {"nothing", whole(""), kParse},
      {"brackets without end", whole(std::string(100'000, '[')), kParse},
      {"deep, but sound", whole(std::string(50'000, '[') + std::string(50'000, ']')),
       kInvalidRequest},
      {"an array", whole("[]"), kInvalidRequest},
      {"no method", whole(R"({"jsonrpc":"2.0","id":7})"), kInvalidRequest},
      {"a method that is no text", whole(R"({"jsonrpc":"2.0","id":7,"method":1})"),
       kInvalidRequest},
      {"another version", whole(R"({"jsonrpc":"1.0","id":7,"method":"shutdown"})"),
       kInvalidRequest},
      {"an id that is an object", whole(R"({"jsonrpc":"2.0","id":{},"method":"shutdown"})"),
       kInvalidRequest},
      {"a length that is no number", "Content-Length: ten\r\n\r\n{}", kParse},
      {"a length beyond measure", "Content-Length: 9999999999999\r\n\r\n", kParse},
      {"no header", "GET / HTTP/1.1\r\n\r\n", kParse},
  }));
  DYNAMIC_SECTION(c.why) {
    const TempDir dir;
    LspClient client(tocsin_binary(), dir);
    client.start();
    client.send_raw(c.bytes);
    CHECK(client.next()["error"]["code"] == c.code);
    CHECK(client.stop() == 0);
  }
}

TEST_CASE("parameters of the wrong shape are refused", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  client.notify("textDocument/didOpen", {{"textDocument", {{"uri", 3}}}});
  CHECK(client.next()["method"] == "window/logMessage");
  client.notify("textDocument/didChange",
                {{"textDocument", {{"uri", "file:///nowhere.tocsin"}, {"version", 1}}},
                 {"contentChanges", {{{"text", ""}}}}});
  CHECK_THAT(client.next()["params"]["message"].get<std::string>(), Contains("is not open"));
  CHECK(client.stop() == 0);
}

TEST_CASE("a request that is cancelled in time is not worked on", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  client.send_raw(whole(R"({"jsonrpc":"2.0","id":77,"method":"shutdown"})") +
                  whole(R"({"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":77}})"));
  const auto answer = client.next();
  CHECK(answer["id"] == 77);
  CHECK(answer["error"]["code"] == kCancelled);
  CHECK(client.stop() == 0);
}

}  // namespace tocsin::test
