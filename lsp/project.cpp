#include "lsp/project.hpp"

#include "base/at_once.hpp"
#include "base/utf8.hpp"
#include "dsl/lint_levels.hpp"
#include "dsl/parser.hpp"
#include "dsl/rule_files.hpp"

#include <algorithm>
#include <mutex>
#include <set>
#include <utility>

namespace tocsin::lsp {
namespace {

constexpr std::string_view kExtension = ".tocsin";

bool lies_in(const std::string& path, const std::string& folder) {
  if (folder.ends_with('/')) return path.starts_with(folder);
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

// Those on disk, and those that are only in the editor so far.
std::vector<std::string> paths_of(const std::string& root, const Disk& disk,
                                  const OpenTexts& open) {
  const auto listed = disk.rule_files(root);
  std::set<std::string> paths(listed.begin(), listed.end());
  for (const auto& [path, text] : open)
    if (path == root || (lies_in(path, root) && path.ends_with(kExtension))) paths.insert(path);
  return {paths.begin(), paths.end()};
}

std::optional<Text> text_of(const std::string& path, const Disk& disk, const OpenTexts& open) {
  if (const auto found = open.find(path); found != open.end()) return found->second;
  if (auto text = disk.read(path)) return Text(std::move(*text));
  return std::nullopt;
}

// What the parser refuses as a whole is an empty file to everybody else.
bool is_readable(const std::string& text) {
  return text.size() <= dsl::kMaxBytes && text.find('\0') == std::string::npos &&
         !first_invalid_utf8(text);
}

}  // namespace

void Project::reload(const Disk& disk, const OpenTexts& open) {
  std::vector<File> files;
  for (const auto& path : paths_of(root_, disk, open))
    if (auto text = text_of(path, disk, open)) files.push_back({.path = path, .text = *text});
  const auto same = [](const File& a, const File& b) {
    return a.path == b.path && a.text.bytes() == b.text.bytes();
  };
  settings_.reset();
  if (auto text = text_of(root_ + "/" + std::string(dsl::kSettingsFile), disk, open))
    settings_ =
        File{.path = root_ + "/" + std::string(dsl::kSettingsFile), .text = std::move(*text)};
  columns_.clear();
  names_.reset();
  changed_ = true;
  ++revision_;
  if (std::ranges::equal(files, files_, same)) return;
  files_ = std::move(files);
  parsed_.clear();
  parsed_.resize(files_.size());
}

void Project::set_text(const std::string& path, const Text& text) {
  auto* file = settings_ && settings_->path == path ? &*settings_ : nullptr;
  if (const auto index = file_at(path); index && *index < files_.size()) file = &files_[*index];
  if (file == nullptr) return;
  file->text = text;
  file->parsed = false;
  file->syntax.reset();
  names_.reset();
  changed_ = true;
  ++revision_;
}

void Project::parse_changed() {
  std::vector<std::uint32_t> changed;
  for (std::uint32_t i = 0; i < files_.size(); ++i)
    if (!files_[i].parsed) changed.push_back(i);
  at_once(changed.size(), [&](std::size_t n) {
    auto& file = files_[changed[n]];
    file.faults = {};
    parsed_[changed[n]] = dsl::parse(sources_, changed[n], file.faults);
    file.parsed = true;
  });
}

// As in `check`, the settings are a source only when there is something to say about them.
dsl::LintLevels Project::lint_levels() {
  if (!settings_) return {};
  const dsl::SourceFile file{std::string(dsl::kSettingsFile), settings_->text.bytes()};
  dsl::Sources alone;
  dsl::Diagnostics said;
  auto levels = dsl::read_lint_levels(alone, alone.add(file), said);
  if (!said.all().empty()) dsl::read_lint_levels(sources_, sources_.add(file), diagnostics_);
  return levels;
}

// Asked by several threads of one check.
std::optional<std::vector<std::string>> Project::columns_of(const std::string& path) {
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  const auto [at, added] = columns_.emplace(path, std::nullopt);
  if (added && known_->columns_of) at->second = known_->columns_of(path);
  return at->second;
}

void Project::refresh() {
  if (!changed_) return;
  changed_ = false;
  sources_ = {};
  diagnostics_ = {};
  for (const auto& file : files_) sources_.add({shown_path(file.path), file.text.bytes()});
  parse_changed();
  for (const auto& file : files_)
    for (const auto& fault : file.faults.all()) diagnostics_.add(fault);
  dsl::CheckOptions options;
  options.root = root_;
  options.columns_of = [this](const std::string& path) { return columns_of(path); };
  options.setting_fault = known_->setting_fault;
  options.written_at = known_->written_at;
  options.today = known_->today;
  options.lints = lint_levels();
  plan_ = dsl::check(parsed_, sources_, known_->catalogue, options, diagnostics_);
}

const Project::File& Project::at(std::uint32_t file) const {
  return file < files_.size() ? files_[file] : *settings_;
}

std::optional<std::uint32_t> Project::file_at(const std::string& path) const {
  const auto found = std::ranges::find(files_, path, &File::path);
  if (found == files_.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - files_.begin());
}

std::string Project::shown_path(const std::string& path) const {
  if (!lies_in(path, root_)) return path;
  return path.substr(root_.size() + (root_.ends_with('/') ? 0 : 1));
}

std::string Project::package_of(std::uint32_t file) const {
  const auto shown = shown_path(path(file));
  const auto slash = shown.find_last_of('/');
  return slash == std::string::npos ? std::string() : shown.substr(0, slash);
}

const dsl::Syntax& Project::syntax(std::uint32_t file) const {
  const auto& found = at(file);
  if (!found.syntax) {
    const auto& bytes = found.text.bytes();
    found.read = std::make_shared<std::string>(is_readable(bytes) ? bytes : std::string());
    found.syntax = dsl::read_syntax(*found.read);
  }
  return *found.syntax;
}

const Names& Project::names() const {
  if (!names_) names_ = std::make_shared<const Names>(*this);
  return *names_;
}

Project Project::copy() const {
  Project other(root_, *known_);
  other.files_ = files_;
  for (auto& file : other.files_) file.parsed = false;
  other.parsed_.resize(files_.size());
  other.settings_ = settings_;
  other.columns_ = columns_;
  return other;
}

}  // namespace tocsin::lsp
