#include "lsp/diagnostics.hpp"

#include "lsp/workspace.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

namespace tocsin::lsp {
namespace {

constexpr int kError = 1, kWarning = 2, kInformation = 3;
constexpr int kUnnecessary = 1;

// Lints about something that nobody uses: editors show it faded.
constexpr std::array<std::string_view, 2> kUnused{"L013", "T5103"};

int severity_of(dsl::Level level) {
  switch (level) {
    case dsl::Level::error: return kError;
    case dsl::Level::warning: return kWarning;
    case dsl::Level::note: return kInformation;
  }
  return kError;
}

Json range(const Project& project, dsl::Span span, Encoding encoding) {
  return range_of(project.text(span.file), span.begin, span.end, encoding);
}

std::string words_of(const dsl::Diagnostic& d) {
  auto words = d.message;
  if (!d.label.empty()) words += ": " + d.label;
  for (const auto& note : d.notes) words += "\n" + note;
  return words;
}

}  // namespace

Json to_json(const dsl::Diagnostic& d, const Project& project, const Workspace& workspace) {
  const auto encoding = workspace.encoding();
  Json one{{"range", range(project, d.span, encoding)},
           {"severity", severity_of(d.level)},
           {"code", d.code},
           {"source", "tocsin"},
           {"message", words_of(d)}};
  if (const auto page = project.page_of(d.code)) one["codeDescription"] = {{"href", uri_of(*page)}};
  if (std::ranges::find(kUnused, d.code) != kUnused.end())
    one["tags"] = Json::array({kUnnecessary});
  for (const auto& label : d.related)
    one["relatedInformation"].push_back({{"location",
                                          {{"uri", workspace.uri_of_file(project, label.span.file)},
                                           {"range", range(project, label.span, encoding)}}},
                                         {"message", label.text}});
  return one;
}

std::vector<Json> diagnostics_by_file(const Project& project, const Workspace& workspace) {
  std::vector<Json> by_file(project.size() + (project.has_settings() ? 1 : 0), Json::array());
  for (const auto& d : project.diagnostics())
    by_file[d.span.file].push_back(to_json(d, project, workspace));
  return by_file;
}

Json edit_of(const std::vector<dsl::Edit>& edits, const Project& project,
             const Workspace& workspace) {
  std::map<std::string, Json> by_uri;
  for (const auto& edit : edits)
    by_uri[workspace.uri_of_file(project, edit.span.file)].push_back(
        {{"range", range(project, edit.span, workspace.encoding())}, {"newText", edit.text}});
  Json changes = Json::object();
  for (auto& [uri, list] : by_uri) changes[uri] = std::move(list);
  return {{"changes", std::move(changes)}};
}

}  // namespace tocsin::lsp
