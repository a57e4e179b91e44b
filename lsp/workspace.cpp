#include "lsp/workspace.hpp"

#include "lsp/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::lsp {
namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

// [begin, end) of a change; the whole text where it names no range.
std::pair<std::size_t, std::size_t> changed_range(const Text& text, const Json& change,
                                                  Encoding encoding) {
  if (!change.is_object() || !change.contains("range")) return {0, text.bytes().size()};
  const auto& range = change["range"];
  const auto begin = text.offset(position_of(member(range, "start")), encoding);
  const auto end = text.offset(position_of(member(range, "end")), encoding);
  if (end < begin) throw Refusal{error_code::kInvalidParams, "a range ends before it begins"};
  return {begin, end};
}

}  // namespace

void Workspace::add_folder(const std::string& uri) {
  if (const auto path = path_of(uri)) folders_.insert(disk_.canonical(*path));
}

void Workspace::remove_folder(const std::string& uri) {
  if (const auto path = path_of(uri)) folders_.erase(disk_.canonical(*path));
}

// A document that is no file stands under its URI and is a project by itself.
std::string Workspace::path_of_document(const std::string& uri) const {
  const auto path = path_of(uri);
  return path ? disk_.canonical(*path) : uri;
}

std::string Workspace::root_of(const std::string& path) const {
  if (!path.starts_with('/')) return path;
  const auto folder = folder_of(path);
  return disk_.marked(folder).value_or(folder);
}

void Workspace::settle_projects() {
  std::set<std::string> roots;
  for (const auto& [path, document] : documents_) roots.insert(root_of(path));
  for (const auto& folder : folders_)
    if (const auto root = disk_.marked(folder)) roots.insert(*root);
  std::erase_if(projects_, [&](const auto& entry) { return !roots.contains(entry.first); });
  for (const auto& root : roots) projects_.try_emplace(root, root, knowledge_);
}

void Workspace::reload() {
  settle_projects();
  for (auto& [root, project] : projects_) project.reload(disk_, texts_);
}

void Workspace::open(const std::string& uri, std::string text, std::int64_t version) {
  const auto path = path_of_document(uri);
  documents_[path] = {uri, version};
  texts_[path] = Text(std::move(text));
  touched_.insert(uri);
  reload();
}

void Workspace::change(const std::string& uri, const Json& change, std::int64_t version) {
  const auto path = path_of_document(uri);
  const auto found = texts_.find(path);
  if (found == texts_.end())
    throw Refusal{error_code::kInvalidParams, fmt::format("{} is not open", uri)};
  auto& text = found->second;
  const auto [begin, end] = changed_range(text, change, encoding_);
  text.replace(begin, end, text_member(change, "text"));
  documents_[path].version = version;
  touched_.insert(uri);
  for (auto& [root, project] : projects_) project.set_text(path, text);
}

void Workspace::close(const std::string& uri) {
  const auto path = path_of_document(uri);
  documents_.erase(path);
  texts_.erase(path);
  reload();
}

const std::map<std::string, Project>& Workspace::projects() {
  for (auto& [root, project] : projects_) project.refresh();
  return projects_;
}

Place Workspace::place_of(const std::string& uri) {
  const auto path = path_of_document(uri);
  const auto found = projects_.find(root_of(path));
  if (found != projects_.end()) {
    found->second.refresh();
    if (const auto file = found->second.file_at(path)) return {&found->second, *file};
  }
  throw Refusal{error_code::kRequestFailed, fmt::format("{} is no open rule file", uri)};
}

std::string Workspace::uri_of_file(const Project& project, std::uint32_t file) const {
  const auto& path = project.path(file);
  const auto open = documents_.find(path);
  return open == documents_.end() ? uri_of(path) : open->second.uri;
}

Json Workspace::published(const Project& project, std::uint32_t file, Json diagnostics) const {
  Json params{{"uri", uri_of_file(project, file)}};
  if (const auto open = documents_.find(project.path(file)); open != documents_.end())
    params["version"] = open->second.version;
  params["diagnostics"] = std::move(diagnostics);
  return notification("textDocument/publishDiagnostics", std::move(params));
}

std::vector<Json> Workspace::publish() {
  std::vector<Json> messages;
  std::map<std::string, std::string> now;
  for (const auto& [root, project] : projects()) {
    auto by_file = diagnostics_by_file(project, *this);
    for (std::uint32_t file = 0; file < by_file.size(); ++file) {
      const auto uri = uri_of_file(project, file);
      if (now.contains(uri) && root_of(project.path(file)) != root) continue;
      auto text = to_wire(by_file[file]);
      const auto before = told_.find(uri);
      const bool is_news = before == told_.end() ? !by_file[file].empty() : before->second != text;
      if (is_news || touched_.contains(uri))
        messages.push_back(published(project, file, std::move(by_file[file])));
      now.insert_or_assign(uri, std::move(text));
    }
  }
  for (const auto& [uri, text] : told_)
    if (!now.contains(uri) && text != "[]")
      messages.push_back(notification("textDocument/publishDiagnostics",
                                      {{"uri", uri}, {"diagnostics", Json::array()}}));
  // What is being typed comes first.
  std::ranges::stable_partition(messages, [&](const Json& message) {
    return touched_.contains(message["params"]["uri"].get<std::string>());
  });
  told_ = std::move(now);
  touched_.clear();
  return messages;
}

}  // namespace tocsin::lsp
