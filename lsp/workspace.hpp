// What the editor has open, the projects around it, and what the editor was last told about them.
#pragma once

#include "lsp/project.hpp"
#include "lsp/protocol.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::lsp {

struct Document {
  std::string uri;  // as the client writes it
  std::int64_t version = 0;
};

// A file of a project.
struct Place {
  const Project* project = nullptr;
  std::uint32_t file = 0;
};

class Workspace {
 public:
  Workspace(Disk disk, Knowledge knowledge)
      : disk_(std::move(disk)), knowledge_(std::move(knowledge)) {}

  void set_encoding(Encoding encoding) { encoding_ = encoding; }
  Encoding encoding() const { return encoding_; }

  // A folder that is shown in the editor. Its project is kept when it has `tocsin.toml`.
  void add_folder(const std::string& uri);
  void remove_folder(const std::string& uri);

  void open(const std::string& uri, std::string text, std::int64_t version);
  // One of the changes of `textDocument/didChange`, in their order. Throws Refusal.
  void change(const std::string& uri, const Json& change, std::int64_t version);
  void close(const std::string& uri);
  // Looks at the disk again.
  void reload();

  // Throws Refusal for a document that belongs to no project.
  Place place_of(const std::string& uri);
  const std::map<std::string, Project>& projects();  // by root, all refreshed
  std::string uri_of_file(const Project& project, std::uint32_t file) const;

  // Notifications for all files whose diagnostics are not what was published last, and for those
  // that changed since.
  std::vector<Json> publish();

 private:
  std::string path_of_document(const std::string& uri) const;
  std::string root_of(const std::string& path) const;
  void settle_projects();
  Json published(const Project& project, std::uint32_t file, Json diagnostics) const;

  Disk disk_;
  Knowledge knowledge_;
  Encoding encoding_ = Encoding::utf16;
  std::set<std::string> folders_;
  std::map<std::string, Document> documents_;  // by path
  OpenTexts texts_;                            // by path
  std::map<std::string, Project> projects_;    // by root
  std::map<std::string, std::string> told_;    // diagnostics as sent, by URI
  std::set<std::string> touched_;              // URIs
};

}  // namespace tocsin::lsp
