// What editors ask about a place or a file, one function a request. Each answers from what could be
// read, also while the file has errors.
#pragma once

#include "lsp/workspace.hpp"

#include <cstddef>
#include <string>

namespace tocsin::lsp {

struct Asked {
  const Workspace& workspace;
  const Project& project;
  std::uint32_t file = 0;

  const Text& text() const { return project.text(file); }
  Encoding encoding() const { return workspace.encoding(); }
  std::string uri() const { return workspace.uri_of_file(project, file); }
};

// `offset` is a byte of the file.
Json hover(const Asked& asked, std::size_t offset);
Json completion(const Asked& asked, std::size_t offset);
Json definition(const Asked& asked, std::size_t offset);
Json references(const Asked& asked, std::size_t offset, bool with_declaration);
Json highlights(const Asked& asked, std::size_t offset);

// Throws Refusal where there is nothing that has a name of the author's.
Json prepare_rename(const Asked& asked, std::size_t offset);
// The edits of all files. Throws Refusal for a word that is no name, and for one that another thing
// has or that would change what the rules say.
Json rename(const Asked& asked, std::size_t offset, const std::string& name);

Json document_symbols(const Asked& asked);
// The names of a project that hold the letters of `query`, in their order, case aside.
void add_workspace_symbols(const Workspace& workspace, const Project& project,
                           const std::string& query, Json& symbols);
Json folding_ranges(const Asked& asked);
Json semantic_tokens(const Asked& asked);
Json semantic_legend();
// The edits that lay the file out; none when something in it cannot be read.
Json formatting(const Asked& asked);
// "run test" above each test, and above each monitor how many tests judge it. They run the command
// below, which the client has to know, with {"rules": folder, "filter": text}.
Json code_lenses(const Asked& asked);
inline constexpr const char* kTestCommand = "tocsin.test";
// Behind windows and holds in [begin, end]; none while the project has errors.
Json inlay_hints(const Asked& asked, std::size_t begin, std::size_t end);
// The fixes of what is said about [begin, end).
Json code_actions(const Asked& asked, std::size_t begin, std::size_t end);

// A place of the project as the protocol names it.
Json location(const Workspace& workspace, const Project& project, dsl::Span span);

}  // namespace tocsin::lsp
