#include "dsl/packages.hpp"

#include "base/spelling.hpp"
#include "dsl/check_delivery.hpp"
#include "dsl/scope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;

std::string shown(const std::string& package) { return package.empty() ? "." : package; }

std::string last_part(const std::string& path) { return fs::path(path).filename().string(); }

// The path as packages are named; nothing when it leads out of the project.
std::optional<std::string> inside_project(const std::string& written) {
  if (written.empty() || written.front() == '/' || written.find("://") != std::string::npos)
    return std::nullopt;
  auto path = fs::path(written).lexically_normal().generic_string();
  if (path.ends_with('/')) path.pop_back();
  if (path == ".") return std::string();
  if (path == ".." || path.starts_with("../")) return std::nullopt;
  return path;
}

void no_package(Checking& c, const ast::Text& path, bool leads_out) {
  c.unresolved = true;
  auto& d = c.diagnostics.error(
      "T1206", path.span, fmt::format("package `{}` not found under the project root", path.value));
  if (leads_out) {
    d.notes.push_back("a package is a folder of this project; its path begins at the root");
    return;
  }
  auto known = names_of(c.packages);
  std::erase(known, "");  // the root is no folder that was misspelt
  if (const auto near = nearest(path.value, known))
    d.fix = Fix{"use the folder that is there", {{path.span, fmt::format("\"{}\"", *near)}}};
  else
    d.notes.push_back("a package is a folder with `.tocsin` files, relative to the root");
}

// Models, lets and aliases begin a path alike.
bool hides_a_name(Checking& c, const Package& package, const ast::Name& alias) {
  if (const auto model = package.models.find(alias.text); model != package.models.end()) {
    hides(c, alias, "a model", &c.models[model->second].model->name.span);
    return true;
  }
  const auto let = package.lets.find(alias.text);
  if (let == package.lets.end()) return false;
  hides(c, alias, "a `let`", &let->second.let->name.span);
  return true;
}

void add_import(Checking& c, Package& package, const ast::Use& use) {
  const auto path = inside_project(use.path.value);
  const auto found = path ? c.packages.find(*path) : c.packages.end();
  if (found == c.packages.end()) no_package(c, use.path, !path.has_value());
  Import import;
  import.path = path.value_or(use.path.value);
  import.package = found == c.packages.end() ? nullptr : &found->second;
  const auto alias = use.alias.value_or(
      ast::Name{import.path.empty() ? "root" : last_part(import.path), use.path.span});
  import.place = alias.span;
  if (hides_a_name(c, package, alias)) return;
  const auto [at, added] = package.imports[use.span.file].emplace(alias.text, import);
  if (!added) twice(c, alias.text, alias.span, at->second.place, "file");
}

// Follows imports depth first; the one that closes a circle is reported.
class CircleFinder {
 public:
  explicit CircleFinder(Checking& c) : c_(c) {}

  void visit(const Package& package) {
    if (!seen_.insert(&package).second) return;
    path_.push_back(&package);
    for (const auto& [file, imports] : package.imports)
      for (const auto& [alias, import] : imports)
        if (import.package) follow(import);
    path_.pop_back();
  }

 private:
  void follow(const Import& import) {
    const auto at = std::ranges::find(path_, import.package);
    if (at == path_.end())
      visit(*import.package);
    else
      report(import, static_cast<std::size_t>(at - path_.begin()));
  }

  void report(const Import& import, std::size_t from) {
    std::string circle;
    for (std::size_t i = from; i < path_.size(); ++i) circle += shown(path_[i]->name) + " -> ";
    c_.diagnostics.error("T1207", import.place,
                         fmt::format("packages use each other in a circle: {}{}", circle,
                                     shown(import.package->name)));
  }

  Checking& c_;
  std::set<const Package*> seen_;
  std::vector<const Package*> path_;
};

// Folders whose last part is the name.
std::vector<std::string> folders_called(const Checking& c, std::string_view name) {
  std::vector<std::string> found;
  for (const auto& [path, package] : c.packages)
    if (last_part(path) == name) found.push_back(path);
  return found;
}

// Where `use` lines stand: below the header.
Span below_header(const Checking& c, std::uint32_t file) {
  const auto line = static_cast<std::uint32_t>(c.sources.line(file, 1).size());
  return {file, line, line};
}

std::optional<std::string_view> near_alias(const Package& package, const ast::Name& name) {
  const auto imports = package.imports.find(name.span.file);
  if (imports == package.imports.end()) return std::nullopt;
  return nearest(name.text, names_of(imports->second));
}

void report_import(Checking& c, const Package& package, const ast::Name& alias,
                   const std::vector<std::string>& folders) {
  c.unresolved = true;
  const auto folder = folders.empty() ? "FOLDER" : folders.front();
  const auto line = fmt::format("use \"{}\" as {}", folder, alias.text);
  auto& d = c.diagnostics.error("T1202", alias.span,
                                fmt::format("`{}` is not imported; add `{}`", alias.text, line));
  if (const auto near = near_alias(package, alias))
    d.fix = Fix{"use the declared alias", {{alias.span, std::string(*near)}}};
  else if (folders.size() == 1)
    d.fix = Fix{"import the package", {{below_header(c, alias.span.file), "\n" + line}}};
}

}  // namespace

void resolve_uses(Checking& c, const std::vector<ast::File>& files) {
  for (const auto& file : files)
    for (const auto& decl : file.decls)
      if (const auto* use = std::get_if<ast::Use>(&decl.node))
        add_import(c, *c.package_of_file.at(file.file), *use);
  CircleFinder finder(c);
  for (const auto& [name, package] : c.packages) finder.visit(package);
}

const Import* import_of(const Package& package, const ast::Name& alias) {
  const auto imports = package.imports.find(alias.span.file);
  if (imports == package.imports.end()) return nullptr;
  const auto found = imports->second.find(alias.text);
  return found == imports->second.end() ? nullptr : &found->second;
}

std::optional<Qualified> qualified(Checking& c, const Package& package, const ast::Path& path) {
  const std::span<const ast::Name> parts(path.parts);
  if (parts.size() < 2) return Qualified{&package, parts};
  const auto* import = import_of(package, parts.front());
  if (!import) return Qualified{&package, parts};
  if (import->package) return Qualified{import->package, parts.subspan(1)};
  c.unresolved = true;
  return std::nullopt;
}

bool not_imported(Checking& c, const Package& package, const ast::Path& path) {
  const auto& first = path.parts.front();
  if (path.parts.size() < 2 || import_of(package, first)) return false;
  const auto folders = folders_called(c, first.text);
  if (folders.empty() && !near_alias(package, first)) return false;
  report_import(c, package, first, folders);
  return true;
}

bool needs_import(Checking& c, const Package& package, const ast::Path& path) {
  const auto& first = path.parts.front();
  if (path.parts.size() < 2 || import_of(package, first)) return false;
  report_import(c, package, first, folders_called(c, first.text));
  return true;
}

std::optional<std::size_t> find_channel(const Checking& c, const Package& package,
                                        std::string_view name) {
  for (std::string folder = package.name;; folder = fs::path(folder).parent_path().string()) {
    if (const auto here = c.packages.find(folder); here != c.packages.end())
      if (const auto found = here->second.channels.find(std::string(name));
          found != here->second.channels.end())
        return found->second;
    if (folder.empty()) return std::nullopt;
  }
}

std::vector<std::string_view> known_channels(const Checking& c, const Package& package) {
  std::set<std::string_view> known;
  for (const auto& [folder, other] : c.packages)
    if (is_below(folder, package.name))
      for (const auto& [name, index] : other.channels) known.insert(name);
  return {known.begin(), known.end()};
}

}  // namespace tocsin::dsl
