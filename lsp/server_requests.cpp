// The requests about files, as the protocol writes them.
#include "lsp/server.hpp"

namespace tocsin::lsp {

const std::map<std::string_view, Server::Request>& Server::requests() {
  static const std::map<std::string_view, Request> all{
      {"initialize", &Server::initialize},
      {"shutdown", &Server::shutdown},
      {"textDocument/codeAction", about_range(lsp::code_actions)},
      {"textDocument/codeLens", about_file(lsp::code_lenses)},
      {"textDocument/completion", about_place(lsp::completion)},
      {"textDocument/definition", about_place(lsp::definition)},
      {"textDocument/documentHighlight", about_place(lsp::highlights)},
      {"textDocument/documentSymbol", about_file(lsp::document_symbols)},
      {"textDocument/foldingRange", about_file(lsp::folding_ranges)},
      {"textDocument/formatting", about_file(lsp::formatting)},
      {"textDocument/hover", about_place(lsp::hover)},
      {"textDocument/inlayHint", about_range(lsp::inlay_hints)},
      {"textDocument/prepareRename", about_place(lsp::prepare_rename)},
      {"textDocument/references", &Server::references},
      {"textDocument/rename", &Server::rename},
      {"textDocument/semanticTokens/full", about_file(lsp::semantic_tokens)},
      {"workspace/symbol", &Server::workspace_symbols},
  };
  return all;
}

Server::Request Server::about_file(Json (*feature)(const Asked&)) {
  return [feature](Server& server, const Json& params) { return feature(server.asked(params)); };
}

Server::Request Server::about_place(Json (*feature)(const Asked&, std::size_t)) {
  return [feature](Server& server, const Json& params) {
    const auto about = server.asked(params);
    return feature(about, server.offset(about, member(params, "position")));
  };
}

Server::Request Server::about_range(Json (*feature)(const Asked&, std::size_t, std::size_t)) {
  return [feature](Server& server, const Json& params) {
    const auto about = server.asked(params);
    const auto& range = member(params, "range");
    return feature(about, server.offset(about, member(range, "start")),
                   server.offset(about, member(range, "end")));
  };
}

Asked Server::asked(const Json& params) {
  const auto place = workspace_.place_of(text_member(member(params, "textDocument"), "uri"));
  return {workspace_, *place.project, place.file};
}

std::size_t Server::offset(const Asked& asked, const Json& position) const {
  return asked.text().offset(position_of(position), workspace_.encoding());
}

Json Server::references(const Json& params) {
  const auto about = asked(params);
  return lsp::references(about, offset(about, member(params, "position")),
                         flag(params, "/context/includeDeclaration"));
}

Json Server::rename(const Json& params) {
  const auto about = asked(params);
  return lsp::rename(about, offset(about, member(params, "position")),
                     text_member(params, "newName"));
}

Json Server::workspace_symbols(const Json& params) {
  const auto& query = text_member(params, "query");
  Json symbols = Json::array();
  for (const auto& [root, project] : workspace_.projects())
    add_workspace_symbols(workspace_, project, query, symbols);
  return symbols;
}

}  // namespace tocsin::lsp
