#include "dsl/build.hpp"
#include "lsp/names.hpp"
#include "lsp/project.hpp"

#include <filesystem>

namespace tocsin::lsp {
namespace {

using dsl::Kind;
using dsl::NodeRef;

template <typename Take>
void for_each_clause(NodeRef block, Take take) {
  for (const auto item : children(block))
    if (item.is(Kind::item))
      for (const auto clause : children(item)) take(clause, item);
}

class Declarer {
 public:
  Declarer(const Project& project, std::uint32_t file, Declarations& declarations)
      : file_(file), package_(project.package_of(file)), declarations_(declarations) {}

  const std::string& package() const { return package_; }

  std::string add(NameKind kind, const std::string& owner, NodeRef name, NodeRef whole) {
    auto text = without_ticks(name.text());
    auto key = key_of(kind, owner, text);
    if (name)
      declarations_.try_emplace(key, Declaration{kind, key, text, package_, owner,
                                                 span_of(name, file_), span_of(whole, file_)});
    return key;
  }

  void parameters(NodeRef clause, const std::string& owner) {
    const auto head = dsl::build::head_of(clause);
    for (const auto param : children((head ? head : clause).child(Kind::params)))
      if (param.is(Kind::param)) add(NameKind::parameter, owner, param.child(Kind::name), param);
  }

  void model(NodeRef node, NodeRef item) {
    const auto key = add(NameKind::model, package_, name_of(node), item);
    for_each_clause(node.child(Kind::block), [&](NodeRef clause, NodeRef whole) {
      if (clause.is(Kind::field_item)) add(NameKind::field, key, clause.child(Kind::name), whole);
      if (clause.is(Kind::ref_item)) add(NameKind::reference, key, clause.child(Kind::name), whole);
    });
    for_each_clause(node.child(Kind::block), [&](NodeRef clause, NodeRef whole) {
      if (clause.is(Kind::time_item) || clause.is(Kind::key_item)) bare_fields(clause, whole, key);
    });
  }

  // `time` and `key` declare the fields that they name, unless a clause of their own does.
  void bare_fields(NodeRef clause, NodeRef whole, const std::string& model) {
    for (const auto name : children(clause)) {
      if (!name.is(Kind::name)) continue;
      const auto known = key_of(NameKind::field, model, without_ticks(name.text()));
      if (declarations_.contains(known)) continue;
      declarations_.at(add(NameKind::field, model, name, whole)).is_bare = true;
    }
  }

  void let(NodeRef node, NodeRef item, const std::string& owner) {
    parameters(node, add(NameKind::let, owner, node.child(Kind::name), item));
  }

  void monitor(NodeRef node, NodeRef item, const std::string& model) {
    const auto name = name_of(node);
    const auto key = add(NameKind::monitor, model, name, item);
    checks(node, key);
  }

  void checks(NodeRef node, const std::string& owner) {
    for_each_clause(node.child(Kind::block), [&](NodeRef clause, NodeRef whole) {
      if (clause.is(Kind::expect)) add(NameKind::check, owner, name_of(clause), whole);
    });
  }

  void watch(NodeRef node, const std::string& model) {
    const auto scope = scope_key(node, file_);
    for_each_clause(node.child(Kind::block), [&](NodeRef clause, NodeRef whole) {
      if (clause.is(Kind::let)) let(clause, whole, scope);
      if (clause.is(Kind::monitor)) monitor(clause, whole, model);
    });
  }

  void top_level(NodeRef node, NodeRef item) {
    switch (node.kind()) {
      case Kind::let: let(node, item, package_); break;
      case Kind::template_decl:
        parameters(node, add(NameKind::template_, package_, name_of(node), item));
        break;
      case Kind::channel: add(NameKind::channel, package_, name_of(node), item); break;
      case Kind::mute: add(NameKind::mute, package_, name_of(node), item); break;
      case Kind::severity:
        for (const auto name : children(node))
          if (name.is(Kind::name)) add(NameKind::severity, "", name, item);
        break;
      case Kind::unit:
        for (const auto name : children(node))
          if (name.is(Kind::ident)) add(NameKind::unit, package_, name, item);
        break;
      default: break;
    }
  }

  void use(NodeRef node, NodeRef item, std::map<std::string, std::string>& imports) {
    const auto path = dsl::build::text({}, node.child(Kind::text)).value;
    auto package = std::filesystem::path(path).lexically_normal().generic_string();
    if (package.ends_with('/')) package.pop_back();
    if (package == ".") package.clear();
    auto alias = node.child(Kind::name);
    auto name = without_ticks(alias.text());
    if (!alias) name = std::filesystem::path(package).filename().string();
    if (!alias && package.empty()) name = "root";
    imports.emplace(name, package);
    const auto owner = std::to_string(file_);
    const auto key = key_of(NameKind::package, owner, name);
    const auto shown = alias ? alias : node.child(Kind::text);
    declarations_.try_emplace(key, Declaration{NameKind::package, key, name, package_, owner,
                                               span_of(shown, file_), span_of(item, file_)});
  }

 private:
  std::uint32_t file_;
  std::string package_;
  Declarations& declarations_;
};

}  // namespace

std::optional<std::string> watched_model(NodeRef watch, const std::string& package,
                                         const std::map<std::string, std::string>& imports,
                                         const Declarations& declarations) {
  const auto head = dsl::build::head_of(watch);
  const auto path = dsl::build::path({}, head.child(Kind::path));
  auto home = package;
  if (path.parts.empty() || path.parts.size() > 2) return std::nullopt;
  if (path.parts.size() == 2) {
    const auto import = imports.find(path.parts[0].text);
    if (import == imports.end()) return std::nullopt;
    home = import->second;
  }
  auto key = key_of(NameKind::model, home, path.parts.back().text);
  if (!declarations.contains(key)) return std::nullopt;
  return key;
}

void declare_models(const Project& project, std::uint32_t file, Declarations& declarations) {
  Declarer declarer(project, file, declarations);
  for_each_clause(project.syntax(file).tree.root(), [&](NodeRef clause, NodeRef item) {
    if (clause.is(Kind::model)) declarer.model(clause, item);
  });
}

void declare_rest(const Project& project, std::uint32_t file,
                  std::map<std::string, std::string>& imports, Declarations& declarations) {
  Declarer declarer(project, file, declarations);
  const auto root = project.syntax(file).tree.root();
  for_each_clause(root, [&](NodeRef clause, NodeRef item) {
    if (clause.is(Kind::use)) declarer.use(clause, item, imports);
  });
  for_each_clause(root, [&](NodeRef clause, NodeRef item) {
    if (!clause.is(Kind::watch)) return declarer.top_level(clause, item);
    const auto model = watched_model(clause, declarer.package(), imports, declarations);
    declarer.watch(clause, model.value_or(scope_key(clause, file)));
  });
}

}  // namespace tocsin::lsp
