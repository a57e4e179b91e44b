// The rule files of one project as the editor shows them: what is open there counts, not what is on
// disk. Only files that changed are parsed again.
#pragma once

#include "dsl/checker.hpp"
#include "dsl/syntax.hpp"
#include "lsp/disk.hpp"
#include "lsp/names.hpp"
#include "lsp/text.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::lsp {

// What the program that serves knows.
struct Knowledge {
  dsl::Catalogue catalogue;
  std::function<std::optional<std::vector<std::string>>(const std::string& path)> columns_of;
  // As in CheckOptions.
  std::function<std::string(std::string_view kind, const Setting& setting)> setting_fault;
  std::function<std::optional<Instant>(const std::string& path)> written_at;
  std::optional<Instant> today;  // when the program was started
  // A file that holds the explanation of a diagnostic, where one can be had.
  std::function<std::optional<std::string>(const std::string& code)> page_of;
  // A monitor in plain English.
  std::function<std::string(const dsl::Plan& plan, const dsl::MonitorPlan& monitor)> paragraph;
  std::string version;
};

// The texts of open documents by path.
using OpenTexts = std::map<std::string, Text>;

class Project {
 public:
  // `root`: a folder, or the one file of a project that lies in no folder.
  Project(std::string root, const Knowledge& knowledge)
      : root_(std::move(root)), known_(&knowledge) {}

  // Looks again which files there are and what is in them.
  void reload(const Disk& disk, const OpenTexts& open);
  // A file of it has another text now.
  void set_text(const std::string& path, const Text& text);
  // Parses and checks what changed since the last time. The results below are those of this call.
  void refresh();

  const std::string& root() const { return root_; }
  // Files have the indices that spans name; `size()` itself is that of `tocsin.toml`, where there
  // is one.
  std::size_t size() const { return files_.size(); }
  const std::string& path(std::uint32_t file) const { return at(file).path; }
  const Text& text(std::uint32_t file) const { return at(file).text; }
  bool has_settings() const { return settings_.has_value(); }
  std::optional<std::uint32_t> file_at(const std::string& path) const;
  // The folder of a file relative to the root, which is the name of its package.
  std::string package_of(std::uint32_t file) const;

  const std::vector<dsl::Diagnostic>& diagnostics() const { return diagnostics_.all(); }
  const dsl::Sources& sources() const { return sources_; }
  const dsl::Plan* plan() const { return plan_.get(); }  // null while there are errors
  const dsl::Catalogue& catalogue() const { return known_->catalogue; }
  std::optional<std::string> page_of(const std::string& code) const {
    return known_->page_of ? known_->page_of(code) : std::nullopt;
  }
  std::string paragraph(const dsl::MonitorPlan& monitor) const {
    return plan_ && known_->paragraph ? known_->paragraph(*plan_, monitor) : std::string();
  }
  // Grows with each change of a text or of the list of files.
  std::uint64_t revision() const { return revision_; }
  // Made at the first call after a change.
  const dsl::Syntax& syntax(std::uint32_t file) const;
  const Names& names() const;
  // The same project, to try something with.
  Project copy() const;

 private:
  struct File {
    std::string path;
    Text text;
    bool parsed = false;
    dsl::Diagnostics faults;                    // of the parser
    mutable std::shared_ptr<std::string> read;  // what `syntax` was made of
    mutable std::optional<dsl::Syntax> syntax{};
  };

  const File& at(std::uint32_t file) const;
  std::string shown_path(const std::string& path) const;
  void parse_changed();
  dsl::LintLevels lint_levels();
  std::optional<std::vector<std::string>> columns_of(const std::string& path);

  std::string root_;
  const Knowledge* known_;
  std::vector<File> files_;
  std::optional<File> settings_;
  std::vector<dsl::ast::File> parsed_;  // beside files_
  std::map<std::string, std::optional<std::vector<std::string>>> columns_;
  bool changed_ = true;
  std::uint64_t revision_ = 0;
  dsl::Sources sources_;
  dsl::Diagnostics diagnostics_;
  std::shared_ptr<const dsl::Plan> plan_;
  mutable std::shared_ptr<const Names> names_;
};

}  // namespace tocsin::lsp
