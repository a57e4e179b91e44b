// What the checker says, as the editor shows it.
#pragma once

#include "dsl/diagnostic.hpp"
#include "lsp/protocol.hpp"

#include <vector>

namespace tocsin::lsp {

class Project;
class Workspace;

// An array of diagnostics for each file of the project; the one behind the last stands for
// `tocsin.toml`, where there is one.
std::vector<Json> diagnostics_by_file(const Project& project, const Workspace& workspace);

// One of them.
Json to_json(const dsl::Diagnostic& diagnostic, const Project& project, const Workspace& workspace);

// The edits of a fix as a WorkspaceEdit.
Json edit_of(const std::vector<dsl::Edit>& edits, const Project& project,
             const Workspace& workspace);

}  // namespace tocsin::lsp
