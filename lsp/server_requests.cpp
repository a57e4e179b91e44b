// The requests about files, as the protocol writes them.
#include "lsp/server.hpp"

namespace tocsin::lsp {

const std::map<std::string_view, Server::Request>& Server::requests() {
  static const std::map<std::string_view, Request> all{
      {"initialize", &Server::initialize},
      {"shutdown", &Server::shutdown},
      {"textDocument/codeAction", &Server::code_actions},
      {"textDocument/completion", &Server::completion},
      {"textDocument/definition", &Server::definition},
      {"textDocument/documentHighlight", &Server::highlights},
      {"textDocument/documentSymbol", &Server::document_symbols},
      {"textDocument/foldingRange", &Server::folding_ranges},
      {"textDocument/formatting", &Server::formatting},
      {"textDocument/hover", &Server::hover},
      {"textDocument/prepareRename", &Server::prepare_rename},
      {"textDocument/references", &Server::references},
      {"textDocument/rename", &Server::rename},
      {"textDocument/semanticTokens/full", &Server::semantic_tokens},
      {"workspace/symbol", &Server::workspace_symbols},
  };
  return all;
}

Asked Server::asked(const Json& params) {
  const auto place = workspace_.place_of(text_member(member(params, "textDocument"), "uri"));
  return {workspace_, *place.project, place.file};
}

std::size_t Server::offset(const Asked& asked, const Json& position) const {
  return asked.text().offset(position_of(position), workspace_.encoding());
}

Json Server::hover(const Json& params) {
  const auto about = asked(params);
  return lsp::hover(about, offset(about, member(params, "position")));
}

Json Server::completion(const Json& params) {
  const auto about = asked(params);
  return lsp::completion(about, offset(about, member(params, "position")));
}

Json Server::definition(const Json& params) {
  const auto about = asked(params);
  return lsp::definition(about, offset(about, member(params, "position")));
}

Json Server::references(const Json& params) {
  const auto about = asked(params);
  return lsp::references(about, offset(about, member(params, "position")),
                         flag(params, "/context/includeDeclaration"));
}

Json Server::highlights(const Json& params) {
  const auto about = asked(params);
  return lsp::highlights(about, offset(about, member(params, "position")));
}

Json Server::prepare_rename(const Json& params) {
  const auto about = asked(params);
  return lsp::prepare_rename(about, offset(about, member(params, "position")));
}

Json Server::rename(const Json& params) {
  const auto about = asked(params);
  return lsp::rename(about, offset(about, member(params, "position")),
                     text_member(params, "newName"));
}

Json Server::document_symbols(const Json& params) { return lsp::document_symbols(asked(params)); }

Json Server::workspace_symbols(const Json& params) {
  const auto& query = text_member(params, "query");
  Json symbols = Json::array();
  for (const auto& [root, project] : workspace_.projects())
    add_workspace_symbols(workspace_, project, query, symbols);
  return symbols;
}

Json Server::folding_ranges(const Json& params) { return lsp::folding_ranges(asked(params)); }

Json Server::semantic_tokens(const Json& params) { return lsp::semantic_tokens(asked(params)); }

Json Server::formatting(const Json& params) { return lsp::formatting(asked(params)); }

Json Server::code_actions(const Json& params) {
  const auto about = asked(params);
  const auto& range = member(params, "range");
  return lsp::code_actions(about, offset(about, member(range, "start")),
                           offset(about, member(range, "end")));
}

}  // namespace tocsin::lsp
