#include "lsp/capabilities.hpp"

#include "lsp/features.hpp"

#include <string_view>

namespace tocsin::lsp {
namespace {

constexpr int kIncremental = 2;

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8: return "utf-8";
    case Encoding::utf16: return "utf-16";
    case Encoding::utf32: return "utf-32";
  }
  return "utf-16";
}

}  // namespace

Encoding chosen_encoding(const Json& params) {
  const Json::json_pointer offered("/capabilities/general/positionEncodings");
  if (!params.is_object() || !params.contains(offered)) return Encoding::utf16;
  for (const auto& name : params.at(offered))
    for (const auto encoding : {Encoding::utf8, Encoding::utf16, Encoding::utf32})
      if (name == name_of(encoding)) return encoding;
  return Encoding::utf16;
}

std::vector<std::string> folders_of(const Json& params) {
  std::vector<std::string> uris;
  const auto folders = params.is_object() ? params.value("workspaceFolders", Json()) : Json();
  for (const auto& folder : folders)
    if (folder.is_object() && folder.value("uri", Json()).is_string())
      uris.push_back(folder["uri"].get<std::string>());
  const auto root = params.is_object() ? params.value("rootUri", Json()) : Json();
  if (uris.empty() && root.is_string()) uris.push_back(root.get<std::string>());
  return uris;
}

Json capabilities(Encoding encoding) {
  return {
      {"positionEncoding", name_of(encoding)},
      {"textDocumentSync",
       {{"openClose", true}, {"change", kIncremental}, {"save", {{"includeText", false}}}}},
      {"codeActionProvider", {{"codeActionKinds", {"quickfix"}}}},
      {"codeLensProvider", {{"resolveProvider", false}}},
      {"completionProvider", {{"triggerCharacters", {".", "(", ":"}}}},
      {"definitionProvider", true},
      {"documentFormattingProvider", true},
      {"documentHighlightProvider", true},
      {"documentSymbolProvider", true},
      {"foldingRangeProvider", true},
      {"hoverProvider", true},
      {"inlayHintProvider", true},
      {"referencesProvider", true},
      {"renameProvider", {{"prepareProvider", true}}},
      {"semanticTokensProvider", {{"legend", semantic_legend()}, {"full", true}}},
      {"workspaceSymbolProvider", true},
      {"workspace", {{"workspaceFolders", {{"supported", true}, {"changeNotifications", true}}}}},
  };
}

Json watch_rule_files() {
  const Json watchers{{{"globPattern", "**/*.tocsin"}}, {{"globPattern", "**/tocsin.toml"}}};
  const Json registration{{"id", "rule-files"},
                          {"method", "workspace/didChangeWatchedFiles"},
                          {"registerOptions", {{"watchers", watchers}}}};
  return {{"jsonrpc", "2.0"},
          {"id", "watch-rule-files"},
          {"method", "client/registerCapability"},
          {"params", {{"registrations", Json::array({registration})}}}};
}

}  // namespace tocsin::lsp
