// The fixes of diagnostics as quick fixes.
#include "lsp/diagnostics.hpp"
#include "lsp/features.hpp"

namespace tocsin::lsp {

Json code_actions(const Asked& asked, std::size_t begin, std::size_t end) {
  Json actions = Json::array();
  for (const auto& d : asked.project.diagnostics()) {
    const bool is_here = d.span.file == asked.file && d.span.begin <= end && begin <= d.span.end;
    if (!is_here || !d.fix || d.fix->edits.empty()) continue;
    actions.push_back({{"title", d.fix->help},
                       {"kind", "quickfix"},
                       {"diagnostics", Json::array({to_json(d, asked.project, asked.workspace)})},
                       {"isPreferred", d.fix->machine_applicable},
                       {"edit", edit_of(d.fix->edits, asked.project, asked.workspace)}});
  }
  return actions;
}

}  // namespace tocsin::lsp
