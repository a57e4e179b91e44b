#include "lsp/names.hpp"

#include "dsl/build.hpp"
#include "lsp/name_uses.hpp"
#include "lsp/project.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::lsp {

std::string key_of(NameKind kind, std::string_view owner, std::string_view name) {
  return fmt::format("{}|{}|{}", static_cast<int>(kind), owner, name);
}

std::string without_ticks(std::string_view name) {
  if (name.size() > 1 && name.starts_with('`')) name = name.substr(1, name.size() - 2);
  return std::string(name);
}

dsl::Span span_of(dsl::NodeRef node, std::uint32_t file) {
  return {file, node.begin(), node.end()};
}

dsl::NodeRef name_of(dsl::NodeRef clause) {
  const auto head = dsl::build::head_of(clause);
  return (head ? head : clause).child(dsl::Kind::name);
}

std::string scope_key(dsl::NodeRef node, std::uint32_t file) {
  return fmt::format("{}@{}", file, node.begin());
}

Names::Names(const Project& project) : mentions_(project.size()), imports_(project.size()) {
  const auto files = static_cast<std::uint32_t>(project.size());
  for (std::uint32_t file = 0; file < files; ++file) declare_models(project, file, declarations_);
  for (std::uint32_t file = 0; file < files; ++file)
    declare_rest(project, file, imports_[file], declarations_);
  for (std::uint32_t file = 0; file < files; ++file) {
    mentions_[file] = names_in(project, file, *this);
    std::ranges::stable_sort(mentions_[file], {}, [](const Mention& m) { return m.span.begin; });
  }
}

const Declaration* Names::find(const std::string& key) const {
  const auto found = declarations_.find(key);
  return found == declarations_.end() ? nullptr : &found->second;
}

const Mention* Names::at(std::uint32_t file, std::size_t offset) const {
  const Mention* found = nullptr;
  for (const auto& mention : mentions_[file])
    if (mention.span.begin <= offset && offset <= mention.span.end)
      if (!found || offset < mention.span.end) found = &mention;
  return found;
}

std::vector<Mention> Names::all_of(const std::string& key) const {
  std::vector<Mention> all;
  for (const auto& file : mentions_)
    for (const auto& mention : file)
      if (mention.key == key) all.push_back(mention);
  return all;
}

std::optional<std::string> Names::imported(std::uint32_t file, const std::string& alias) const {
  const auto found = imports_[file].find(alias);
  if (found == imports_[file].end()) return std::nullopt;
  return found->second;
}

const Declaration* Names::model(const std::string& package, const std::string& name) const {
  return find(key_of(NameKind::model, package, name));
}

}  // namespace tocsin::lsp
