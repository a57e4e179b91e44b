// Any bytes as what an editor sends: no crash, an answer for each request, and framing that finds
// its way. Bytes that are no stream of messages become the text of a document, about which
// everything is asked at every so many bytes.
#include "base/check.hpp"
#include "evaluators/catalogue.hpp"
#include "lsp/framing.hpp"
#include "lsp/server.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace tocsin::lsp;

constexpr std::string_view kUri = "file:///rules/a.tocsin";
constexpr const char* kOther = "tocsin 1\nmodel shop { time at; field latency: duration in ms }\n";

// A disk of one file beside the one that is open.
Disk small_disk() {
  return {
      .canonical = [](const std::string& path) { return path; },
      .marked = [](const std::string&) { return std::optional<std::string>("/rules"); },
      .rule_files = [](const std::string&) { return std::vector<std::string>{"/rules/b.tocsin"}; },
      .read =
          [](const std::string& path) {
            return path == "/rules/b.tocsin" ? std::optional<std::string>(kOther) : std::nullopt;
          },
  };
}

// The checker relies on the measures that the language has.
Knowledge knowledge() {
  return {.catalogue = {.measures = tocsin::evaluators::measures()}, .version = "1"};
}

std::string message(std::string_view method, Json params, int id) {
  auto text = notification(method, std::move(params));
  if (id > 0) text["id"] = id;
  return to_wire(text);
}

std::vector<std::string> opening(const std::string& text) {
  return {message("initialize", {{"capabilities", Json::object()}}, 1),
          message("textDocument/didOpen",
                  {{"textDocument", {{"uri", kUri}, {"version", 1}, {"text", text}}}}, 0)};
}

// Requests about one place of the text.
std::vector<std::string> questions(std::size_t line, std::size_t character, int& id) {
  const Json document{{"uri", kUri}};
  const Json position{{"line", line}, {"character", character}};
  Json params{{"textDocument", document},
              {"position", position},
              {"newName", "other"},
              {"range", {{"start", position}, {"end", position}}},
              {"context", {{"includeDeclaration", true}}}};
  std::vector<std::string> all;
  for (const auto* method : {"hover", "completion", "definition", "references", "documentHighlight",
                             "prepareRename", "rename", "codeAction", "documentSymbol",
                             "foldingRange", "semanticTokens/full", "formatting"})
    all.push_back(message(std::string("textDocument/") + method, params, ++id));
  return all;
}

// What the server says must be JSON, with one answer for each request.
void check_answers(Server& server, const std::vector<std::string>& asked, std::size_t requests) {
  std::size_t answers = 0;
  for (const auto& text : server.receive(asked)) {
    const auto said = Json::parse(text, nullptr, false);
    TOCSIN_CHECK(said.is_object(), "a message in JSON");
    answers += said.contains("id") && !said.contains("method") ? 1 : 0;
  }
  TOCSIN_CHECK(answers == requests, "one answer a request");
}

void as_document(const std::string& bytes) {
  Server server(small_disk(), knowledge());
  // Bytes that are not UTF-8 reach the server through the disk only.
  if (to_wire(Json(bytes)).find("\xEF\xBF\xBD") != std::string::npos) return;
  check_answers(server, opening(bytes), 1);
  int id = 1;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto asked = questions(i * 3, i * 7, id);
    check_answers(server, asked, asked.size());
  }
}

void as_stream(std::string_view bytes) {
  Server server(small_disk(), knowledge());
  (void)server.receive(opening("tocsin 1\n"));
  Framing framing;
  const auto half = bytes.size() / 2;
  for (const auto part : {bytes.substr(0, half), bytes.substr(half)}) {
    framing.feed(part);
    std::vector<std::string> messages;
    while (auto frame = framing.next())
      if (!frame->broken) messages.push_back(std::move(frame->text));
    (void)server.receive(messages);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  as_stream(bytes);
  as_document(bytes);
  return 0;
}
