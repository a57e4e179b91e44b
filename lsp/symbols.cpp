// The outline of a file, and the names of a project.
#include "dsl/build.hpp"
#include "dsl/checking.hpp"
#include "lsp/features.hpp"

#include <algorithm>
#include <cctype>

namespace tocsin::lsp {
namespace {

using dsl::Kind;
using dsl::NodeRef;

// SymbolKind of the protocol.
constexpr int kNamespace = 3, kClass = 5, kProperty = 7, kField = 8, kEnum = 10, kInterface = 11,
              kFunction = 12, kVariable = 13, kConstant = 14, kObject = 19, kEvent = 24,
              kOperator = 25, kMethod = 6;

int symbol_kind(NameKind kind) {
  switch (kind) {
    case NameKind::package: return kNamespace;
    case NameKind::model: return kClass;
    case NameKind::field: return kField;
    case NameKind::reference: return kObject;
    case NameKind::monitor: return kEvent;
    case NameKind::check: return kEvent;
    case NameKind::let: return kVariable;
    case NameKind::parameter: return kProperty;
    case NameKind::template_: return kFunction;
    case NameKind::channel: return kInterface;
    case NameKind::severity: return kEnum;
    case NameKind::unit: return kConstant;
    default: return kOperator;
  }
}

class Outline {
 public:
  explicit Outline(const Asked& asked) : asked_(asked) {}

  Json of_items(NodeRef block) const {
    Json symbols = Json::array();
    for (const auto item : children(block))
      if (item.is(Kind::item))
        for (const auto clause : children(item)) add(clause, item, symbols);
    return symbols;
  }

 private:
  std::string one_line(NodeRef node) const { return dsl::on_one_line(node.text()); }

  void add_one(std::string name, std::string detail, int kind, NodeRef shown, NodeRef item,
               Json inner, Json& symbols) const {
    if (!shown || name.empty()) return;
    const auto range = [&](std::size_t begin, std::size_t end) {
      return range_of(asked_.text(), begin, end, asked_.encoding());
    };
    const auto last = dsl::build::span_of({asked_.file}, item).end;
    Json symbol{{"name", std::move(name)}};
    if (!detail.empty()) symbol["detail"] = std::move(detail);
    symbol["kind"] = kind;
    symbol["range"] = range(item.begin(), std::max(last, shown.end()));
    symbol["selectionRange"] = range(shown.begin(), shown.end());
    if (!inner.empty()) symbol["children"] = std::move(inner);
    symbols.push_back(std::move(symbol));
  }

  void add_named(NodeRef node, NodeRef item, int kind, std::string detail, Json& symbols) const {
    const auto name = name_of(node);
    add_one(without_ticks(name.text()), std::move(detail), kind, name, item,
            of_items(node.child(Kind::block)), symbols);
  }

  std::string title_of(NodeRef node) const {
    const auto text = dsl::build::head_of(node).child(Kind::text);
    return text ? dsl::build::text({}, text).value : std::string();
  }

  void add(NodeRef node, NodeRef item, Json& symbols) const;

  const Asked& asked_;
};

void Outline::add(NodeRef node, NodeRef item, Json& symbols) const {
  switch (node.kind()) {
    case Kind::model: return add_named(node, item, kClass, title_of(node), symbols);
    case Kind::field_item:
      return add_named(node, item, kField, one_line(node.child(Kind::type)), symbols);
    case Kind::ref_item: return add_named(node, item, kObject, "reference", symbols);
    case Kind::watch: {
      const auto path = dsl::build::head_of(node).child(Kind::path);
      return add_one("watch " + std::string(path.text()), "", kNamespace, path, item,
                     of_items(node.child(Kind::block)), symbols);
    }
    case Kind::monitor:
    case Kind::expect: return add_named(node, item, kEvent, title_of(node), symbols);
    case Kind::let: return add_named(node, item, kVariable, "", symbols);
    case Kind::template_decl: return add_named(node, item, kFunction, "template", symbols);
    case Kind::channel: return add_named(node, item, kInterface, "channel", symbols);
    case Kind::mute: return add_named(node, item, kObject, "mute", symbols);
    case Kind::test: {
      const auto text = dsl::build::head_of(node).child(Kind::text);
      return add_one(title_of(node), "test", kMethod, text, item, Json::array(), symbols);
    }
    case Kind::route:
    case Kind::suppress:
    case Kind::silence:
      return add_one(one_line(node), "", kOperator, node, item, Json::array(), symbols);
    case Kind::severity: return add_one(one_line(node), "", kEnum, node, item, {}, symbols);
    default: return;
  }
}

bool has_letters(std::string_view name, std::string_view query) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  for (const char c : name)
    if (!query.empty() && lower(c) == lower(query.front())) query.remove_prefix(1);
  return query.empty();
}

}  // namespace

Json document_symbols(const Asked& asked) {
  return Outline(asked).of_items(asked.project.syntax(asked.file).tree.root());
}

void add_workspace_symbols(const Workspace& workspace, const Project& project,
                           const std::string& query, Json& symbols) {
  const auto& names = project.names();
  for (const auto& [key, declaration] : names.declarations()) {
    const bool is_local =
        declaration.kind == NameKind::parameter || declaration.kind == NameKind::package;
    if (is_local || !has_letters(declaration.name, query)) continue;
    Json symbol{{"name", declaration.name},
                {"kind", symbol_kind(declaration.kind)},
                {"location", location(workspace, project, declaration.span)}};
    if (const auto* owner = names.find(declaration.owner)) symbol["containerName"] = owner->name;
    symbols.push_back(std::move(symbol));
  }
}

}  // namespace tocsin::lsp
