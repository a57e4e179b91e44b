// Where a name is declared and where it is used.
#include "lsp/features.hpp"

namespace tocsin::lsp {

Json location(const Workspace& workspace, const Project& project, dsl::Span span) {
  return {{"uri", workspace.uri_of_file(project, span.file)},
          {"range", range_of(project.text(span.file), span.begin, span.end, workspace.encoding())}};
}

Json definition(const Asked& asked, std::size_t offset) {
  const auto& names = asked.project.names();
  const auto* mention = names.at(asked.file, offset);
  const auto* declared = mention ? names.find(mention->key) : nullptr;
  return declared ? location(asked.workspace, asked.project, declared->span) : Json(nullptr);
}

Json references(const Asked& asked, std::size_t offset, bool with_declaration) {
  const auto& names = asked.project.names();
  Json all = Json::array();
  if (const auto* mention = names.at(asked.file, offset))
    for (const auto& use : names.all_of(mention->key))
      if (with_declaration || !use.declares)
        all.push_back(location(asked.workspace, asked.project, use.span));
  return all;
}

Json highlights(const Asked& asked, std::size_t offset) {
  constexpr int kRead = 2, kWrite = 3;
  const auto& names = asked.project.names();
  const auto* mention = names.at(asked.file, offset);
  Json all = Json::array();
  if (!mention) return all;
  for (const auto& use : names.mentions(asked.file))
    if (use.key == mention->key)
      all.push_back(
          {{"range", range_of(asked.text(), use.span.begin, use.span.end, asked.encoding())},
           {"kind", use.declares ? kWrite : kRead}});
  return all;
}

}  // namespace tocsin::lsp
