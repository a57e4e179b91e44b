// While somebody types, a file is seen at every length: each beginning of a rule file is answered.
#include "evaluators/catalogue.hpp"
#include "lsp/server.hpp"
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace tocsin::lsp {
namespace {

// A disk without files: the only one is open.
Disk no_disk() {
  return {.canonical = [](const std::string& path) { return path; },
          .marked = [](const std::string&) { return std::optional<std::string>(); },
          .rule_files = [](const std::string&) { return std::vector<std::string>(); },
          .read = [](const std::string&) { return std::optional<std::string>(); }};
}

std::string request(std::string_view method, Json params, int id) {
  auto message = notification(method, std::move(params));
  message["id"] = id;
  return to_wire(message);
}

// All questions about the end of the text.
std::vector<std::string> questions(const std::string& text, const Json& document) {
  const auto end = Text(text).position(text.size(), Encoding::utf16);
  const auto place = to_json(end);
  const Json params{{"textDocument", document},
                    {"position", place},
                    {"newName", "other"},
                    {"range", {{"start", place}, {"end", place}}},
                    {"context", {{"includeDeclaration", true}}}};
  std::vector<std::string> all;
  int id = 1;
  for (const auto* method : {"hover", "completion", "definition", "references", "documentHighlight",
                             "prepareRename", "rename", "codeAction", "documentSymbol",
                             "foldingRange", "semanticTokens/full", "formatting"})
    all.push_back(request(std::string("textDocument/") + method, params, ++id));
  return all;
}

}  // namespace

TEST_CASE("each beginning of a rule file is answered", "[scenario][lsp]") {
  constexpr std::size_t kStep = 61;  // prime to the lengths of lines, so that all places occur
  const auto whole =
      test::content_of(test::source_dir() / "tests/fuzz/corpus/parse/sampler.tocsin");
  REQUIRE(whole.size() > 1000);
  const Json document{{"uri", "file:///rules/a.tocsin"}, {"version", 1}};
  Server server(no_disk(), {.catalogue = {.measures = evaluators::measures()}});
  const std::vector<std::string> opening{
      request("initialize", {{"capabilities", Json::object()}}, 1)};
  REQUIRE(server.receive(opening).size() == 1);
  for (std::size_t size = 0; size < whole.size(); size += kStep) {
    CAPTURE(size);
    const auto text = whole.substr(0, size);
    auto opened = document;
    opened["text"] = text;
    const std::vector<std::string> open{
        to_wire(notification("textDocument/didOpen", {{"textDocument", opened}}))};
    CHECK(server.receive(open).size() == 1);
    const auto asked = questions(text, document);
    CHECK(server.receive(asked).size() == asked.size());
  }
}

}  // namespace tocsin::lsp
