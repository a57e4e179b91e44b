#include "lsp/name_finder.hpp"

#include "dsl/scope.hpp"
#include "lsp/project.hpp"

#include <algorithm>
#include <filesystem>

namespace tocsin::lsp {
namespace {

using dsl::Kind;
using dsl::NodeRef;

std::vector<NodeRef> parts_of(NodeRef path) {
  std::vector<NodeRef> parts;
  for (const auto part : children(path)) parts.push_back(part);
  return parts;
}

bool is_function(std::string_view name) {
  const auto all = dsl::scalar_functions();
  return std::ranges::find(all, name) != all.end();
}

bool lies_below(const std::string& package, const std::string& folder) {
  return folder.empty() || package == folder || package.starts_with(folder + "/");
}

}  // namespace

NameFinder::NameFinder(const Project& project, std::uint32_t file, const Names& names,
                       std::vector<Mention>& found)
    : project_(project),
      file_(file),
      names_(names),
      found_(found),
      package_(project.package_of(file)) {}

void NameFinder::add_key(NameKind kind, NodeRef name, std::string key) {
  if (!name) return;
  const auto span = span_of(name, file_);
  const auto* declaration = names_.find(key);
  found_.push_back({kind, span, std::move(key), declaration && declaration->span == span});
}

void NameFinder::add(NameKind kind, NodeRef name, const std::string& owner) {
  if (name) add_key(kind, name, key_of(kind, owner, without_ticks(name.text())));
}

bool NameFinder::add_known(NameKind kind, NodeRef name, const std::string& owner) {
  auto key = key_of(kind, owner, without_ticks(name.text()));
  if (!knows(key)) return false;
  add_key(kind, name, std::move(key));
  return true;
}

// The key of the owner of the only one of that name in the package, such as the model of a field.
std::string NameFinder::only_owner(NameKind kind, const std::string& package,
                                   const std::string& name) {
  if (owners_.empty())
    for (const auto& [key, other] : names_.declarations()) {
      const auto place = key_of(other.kind, other.package, other.name);
      const auto [at, added] = owners_.emplace(place, other.owner);
      if (!added) at->second.clear();
    }
  const auto found = owners_.find(key_of(kind, package, name));
  return found == owners_.end() ? std::string() : found->second;
}

// A let of a package and a template know no model: a field of theirs is that of the only model that
// has one of the name.
bool NameFinder::field_or_only(NodeRef name, const Surroundings& where) {
  if (!where.model.empty()) return add_known(NameKind::field, name, where.model);
  const auto owner = only_owner(NameKind::field, package_, without_ticks(name.text()));
  return !owner.empty() && add_known(NameKind::field, name, owner);
}

bool NameFinder::let_or_builtin(NodeRef name, const Surroundings& where) {
  if (!where.watch.empty() && add_known(NameKind::let, name, where.watch)) return true;
  if (add_known(NameKind::let, name, package_)) return true;
  const auto kind = project_.catalogue().measure(name.text()) ? NameKind::measure
                    : is_function(name.text())                ? NameKind::function
                                                              : NameKind::let;
  if (kind == NameKind::let) return false;
  add(kind, name, "");
  return true;
}

void NameFinder::value(NodeRef path, const Surroundings& where) {
  const auto parts = parts_of(path);
  if (parts.size() == 2) one_of_package(NameKind::let, path);
  if (parts.size() != 1) return;
  const auto name = parts.front();
  if (!where.owner.empty() && add_known(NameKind::parameter, name, where.owner)) return;
  if (where.in_row && field_or_only(name, where)) return;
  if (let_or_builtin(name, where)) return;
  if (field_or_only(name, where)) return;
  if (!where.model.empty()) add_known(NameKind::reference, name, where.model);
}

std::string NameFinder::callee(NodeRef path, const Surroundings& where) {
  const auto parts = parts_of(path);
  if (parts.size() == 2) return one_of_package(NameKind::let, path);
  if (parts.size() != 1) return {};
  return let_or_builtin(parts.front(), where) ? found_.back().key : std::string();
}

void NameFinder::field(NodeRef name, const Surroundings& where) {
  if (!name) return;
  if (!where.owner.empty() && add_known(NameKind::parameter, name, where.owner)) return;
  if (!where.model.empty())
    add(NameKind::field, name, where.model);
  else
    field_or_only(name, where);
}

void NameFinder::reference(NodeRef path, const Surroundings& where) {
  const auto parts = parts_of(path);
  if (parts.size() != 1) return;
  if (!where.owner.empty() && add_known(NameKind::parameter, parts[0], where.owner)) return;
  if (!where.model.empty()) return add(NameKind::reference, parts[0], where.model);
  const auto owner = only_owner(NameKind::reference, package_, without_ticks(parts.front().text()));
  if (!owner.empty()) add(NameKind::reference, parts.front(), owner);
}

std::string NameFinder::enter_package(Parts& parts) {
  if (parts.size() < 2) return package_;
  const auto alias = without_ticks(parts.front().text());
  const auto package = names_.imported(file_, alias);
  if (!package) return package_;
  add(NameKind::package, parts.front(), std::to_string(file_));
  parts = parts.subspan(1);
  return *package;
}

std::string NameFinder::one_of_package(NameKind kind, NodeRef path) {
  const auto all = parts_of(path);
  Parts parts = all;
  if (parts.empty()) return {};
  const auto home = enter_package(parts);
  if (parts.size() != 1) return {};
  auto key = key_of(kind, home, without_ticks(parts.front().text()));
  if (knows(key)) add_key(kind, parts.front(), key);
  return key;
}

std::string NameFinder::model(NodeRef path) { return one_of_package(NameKind::model, path); }

// Of the package itself, else of the first one below it.
std::string NameFinder::model_below(const std::string& package, const std::string& name) const {
  if (const auto* own = names_.model(package, name)) return own->key;
  for (const auto& [key, declaration] : names_.declarations())
    if (declaration.kind == NameKind::model && declaration.name == name &&
        lies_below(declaration.package, package))
      return key;
  return {};
}

void NameFinder::monitor_parts(Parts parts, const std::string& model) {
  if (parts.empty() || !parts.front().is(Kind::name)) return;
  const auto monitor = key_of(NameKind::monitor, model, without_ticks(parts.front().text()));
  if (!knows(monitor)) return;
  add_key(NameKind::monitor, parts.front(), monitor);
  if (parts.size() > 1 && parts[1].is(Kind::name)) add_known(NameKind::check, parts[1], monitor);
}

std::string NameFinder::monitor(NodeRef path, const Surroundings& where) {
  const auto all = parts_of(path);
  Parts parts = all;
  if (parts.empty()) return {};
  const auto first = [&] { return without_ticks(parts.front().text()); };
  if (!where.model.empty() && knows(key_of(NameKind::monitor, where.model, first()))) {
    monitor_parts(parts, where.model);
    return where.model;
  }
  const auto home = enter_package(parts);
  if (auto model = model_below(home, first()); !model.empty()) {
    add_key(NameKind::model, parts.front(), model);
    monitor_parts(parts.subspan(1), model);
    return model;
  }
  const auto model = only_owner(NameKind::monitor, home, first());
  monitor_parts(parts, model);
  return model;
}

// The nearest folder at or above the file's own that has one of the name.
void NameFinder::channel(NodeRef name) {
  if (!name) return;
  for (std::string folder = package_;;
       folder = std::filesystem::path(folder).parent_path().string()) {
    if (add_known(NameKind::channel, name, folder)) return;
    if (folder.empty()) return add(NameKind::channel, name, package_);
  }
}

void NameFinder::unit(NodeRef ident) {
  if (ident.is(Kind::ident)) add_known(NameKind::unit, ident, package_);
}

void NameFinder::filtered(std::string_view what, NodeRef text) {
  const auto written = text.text();
  const bool is_plain = written.size() > 2 && !written.starts_with("\"\"\"") &&
                        written.find('\\') == std::string_view::npos;
  if (!is_plain) return;
  const auto name = std::string(written.substr(1, written.size() - 2));
  std::string key;
  auto kind = NameKind::model;
  if (what == "model") key = model_below(package_, name);
  if (what == "severity") {
    kind = NameKind::severity;
    key = key_of(kind, "", name);
  }
  if (what == "monitor") {
    kind = NameKind::monitor;
    const auto owner = only_owner(kind, package_, name);
    if (!owner.empty()) key = key_of(kind, owner, name);
  }
  if (key.empty()) return;
  found_.push_back({kind, {file_, text.begin() + 1, text.end() - 1}, std::move(key), false});
}

}  // namespace tocsin::lsp
