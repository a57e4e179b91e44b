// What the language server says about a text while it is being written.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/lsp_client.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace tocsin::test {
namespace {

constexpr int kError = 1, kWarning = 2, kUnnecessary = 1;

std::string uri(const TempDir& dir, const std::string& name) {
  return lsp::uri_of(std::filesystem::weakly_canonical(dir.path() / name).string());
}

Json span(std::size_t line, std::size_t begin, std::size_t end) {
  return {{"start", {{"line", line}, {"character", begin}}},
          {"end", {{"line", line}, {"character", end}}}};
}

// The one with that code.
Json with_code(const Json& diagnostics, const std::string& code) {
  for (const auto& d : diagnostics)
    if (d["code"] == code) return d;
  FAIL("no " << code << " in " << diagnostics.dump(2));
  return {};
}

bool has_errors(const Json& diagnostics) {
  return std::ranges::any_of(diagnostics, [](const auto& d) { return d["severity"] == kError; });
}

constexpr std::string_view kModel = R"(tocsin 1

model shop "Shop" {
  owner "shop"
  time at
  key id
  field latency: duration in ms
}

watch shop {
  fear slow "Slow" {
    measure p95(latncy) over 5m   # é
    needs 10 events
    warn when > 200ms for 2m
  }
}

channel team: slack { url env("SHOP_SLACK") }
route warn to team
)";

}  // namespace

TEST_CASE("a fault is published with its place, code, relatives and explanation",
          "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  const auto file = uri(dir, "shop.tocsin");
  client.open(file, std::string(kModel));
  const auto fault = with_code(client.diagnostics(file), "T1203");
  CHECK(fault["severity"] == kError);
  CHECK(fault["source"] == "tocsin");
  CHECK(fault["message"] == "the model `shop` has no field `latncy`: not declared");
  CHECK(fault["range"] == span(11, 16, 22));
  const auto& related = fault["relatedInformation"];
  REQUIRE(related.size() == 1);
  CHECK(related[0]["location"]["uri"] == file);
  CHECK(related[0]["location"]["range"] == span(6, 8, 15));
  CHECK(related[0]["message"] == "a field with a similar name");
  const auto page = lsp::path_of(fault["codeDescription"]["href"].get<std::string>());
  REQUIRE(page);
  CHECK_THAT(content_of(*page), Catch::StartsWith("error[T1203]: "));
  CHECK(client.stop() == 0);
}

TEST_CASE("what nobody uses is marked as unnecessary", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  const auto file = uri(dir, "a.tocsin");
  client.open(file, "tocsin 1\nlet limit = 3\n");
  const auto lint = with_code(client.diagnostics(file), "L013");
  CHECK(lint["severity"] == kWarning);
  CHECK(lint["tags"] == Json::array({kUnnecessary}));
}

TEST_CASE("edits by places change the text, whatever is in the line", "[scenario][lsp]") {
  const TempDir dir;
  // The 𝄞 before the place takes two units of UTF-16, four bytes, or one code point.
  const std::string before = R"(    because "𝄞 é"; measure p95(latncy) over 5m)";
  struct Case {
    std::string_view encoding;
    std::size_t column;  // of `latncy`
  };
  const auto c = GENERATE(values<Case>({{"utf-16", 32}, {"utf-8", 35}, {"utf-32", 31}}));
  const std::string line_end = GENERATE("\n", "\r\n");
  std::string text(kModel);
  const auto at = text.find("    measure");
  text.replace(at, text.find('\n', at) - at, before);
  if (line_end == "\r\n")
    for (auto i = text.find('\n'); i != std::string::npos; i = text.find('\n', i + 2))
      text.insert(i, "\r");
  LspClient client(tocsin_binary(), dir);
  client.start({{"general", {{"positionEncodings", {c.encoding}}}}});
  const auto file = uri(dir, "shop.tocsin");
  client.open(file, text);
  const auto fault = with_code(client.diagnostics(file), "T1203");
  CHECK(fault["range"] == span(11, c.column, c.column + 6));
  client.edit(file, {11, c.column + 3, 11, c.column + 3}, "e");
  CHECK_FALSE(has_errors(client.diagnostics(file)));
  client.edit(file, {11, c.column, 11, c.column + 7}, "speed");
  CHECK(with_code(client.diagnostics(file), "T1203")["range"] == span(11, c.column, c.column + 5));
  client.edit(file, {0, 0, 99, 0}, "tocsin 1\n");
  CHECK(client.diagnostics(file) == Json::array());
}

TEST_CASE("a whole new text replaces the old one", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  const auto file = uri(dir, "shop.tocsin");
  client.open(file, std::string(kModel));
  client.diagnostics(file);
  client.notify("textDocument/didChange", {{"textDocument", {{"uri", file}, {"version", 2}}},
                                           {"contentChanges", {{{"text", "tocsin 1\n"}}}}});
  CHECK(client.diagnostics(file) == Json::array());
}

TEST_CASE("the files of a project are judged together, open ones as they are on the screen",
          "[scenario][lsp]") {
  const TempDir dir;
  dir.write("tocsin.toml", "");
  const std::string declares = "tocsin 1\nlet limit = 3ms\n";
  dir.write("a.tocsin", declares);
  dir.write("deep/b.tocsin", "tocsin 1\nlet limits = 1\n");
  const auto a = uri(dir, "a.tocsin"), deep = uri(dir, "deep/b.tocsin");
  LspClient client(tocsin_binary(), dir);
  client.start();
  client.open(a, "tocsin 1\nlet limit = 3ms\nlet limit = 4ms\n");
  CHECK(with_code(client.diagnostics(a), "T1101")["range"] == span(2, 4, 9));
  // Not open, but of the project: the folder above has tocsin.toml.
  CHECK(with_code(client.diagnostics(deep), "L013")["range"]["start"]["line"] == 1);
  // Closed without saving: what is on disk counts.
  client.notify("textDocument/didClose", {{"textDocument", {{"uri", a}}}});
  CHECK_FALSE(has_errors(client.diagnostics(a)));
}

TEST_CASE("the levels of lints and the faults in tocsin.toml are shown", "[scenario][lsp]") {
  const TempDir dir;
  dir.write("tocsin.toml", "[lints]\nL013 = \"error\"\nL9 = \"off\"\n");
  const auto file = uri(dir, "a.tocsin"), settings = uri(dir, "tocsin.toml");
  LspClient client(tocsin_binary(), dir);
  client.start();
  client.open(file, "tocsin 1\nlet limit = 3\n");
  CHECK(with_code(client.diagnostics(file), "L013")["severity"] == kError);
  CHECK(with_code(client.diagnostics(settings), "T0018")["range"]["start"]["line"] == 2);
  dir.write("tocsin.toml", "");
  client.notify("workspace/didChangeWatchedFiles",
                {{"changes", {{{"uri", settings}, {"type", 2}}}}});
  CHECK(with_code(client.diagnostics(file), "L013")["severity"] == kWarning);
  CHECK(client.diagnostics(settings) == Json::array());
}

TEST_CASE("a client that can watch files is asked to", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start({{"workspace", {{"didChangeWatchedFiles", {{"dynamicRegistration", true}}}}}});
  const auto asked = client.next();
  CHECK(asked["method"] == "client/registerCapability");
  CHECK(asked["params"]["registrations"][0]["method"] == "workspace/didChangeWatchedFiles");
  client.send_raw(lsp::framed(R"({"jsonrpc":"2.0","id":"watch-rule-files","result":null})"));
  CHECK(client.stop() == 0);
}

TEST_CASE("a text that is no file is a project by itself", "[scenario][lsp]") {
  const TempDir dir;
  LspClient client(tocsin_binary(), dir);
  client.start();
  client.open("untitled:Untitled-1", "tocsin 1\nunit EUR EUR\n");
  CHECK(has_errors(client.diagnostics("untitled:Untitled-1")));
  CHECK(client.stop() == 0);
}

TEST_CASE("bytes that no rule file may hold are a diagnostic", "[scenario][lsp]") {
  const TempDir dir;
  dir.write("tocsin.toml", "");
  dir.write("bad.tocsin", "tocsin 1\n# \xFF\n");
  LspClient client(tocsin_binary(), dir);
  client.start();
  client.open(uri(dir, "a.tocsin"), "tocsin 1\n");
  CHECK(with_code(client.diagnostics(uri(dir, "bad.tocsin")), "T0011")["range"] == span(1, 2, 3));
  client.open(uri(dir, "nul.tocsin"), std::string("tocsin 1\n\0", 10));
  CHECK(with_code(client.diagnostics(uri(dir, "nul.tocsin")), "T0001")["severity"] == kError);
}

}  // namespace tocsin::test
