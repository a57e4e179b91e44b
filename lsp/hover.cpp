// What a name is, in a few lines: how it is declared, what is written about it, and what it comes
// to.
#include "dsl/build.hpp"
#include "dsl/checking.hpp"
#include "lsp/described.hpp"
#include "lsp/features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

namespace tocsin::lsp {
namespace {

using dsl::Kind;
using dsl::NodeRef;

std::string as_code(std::string_view text) { return fmt::format("```tocsin\n{}\n```\n", text); }

// The item that a declaration stands in.
NodeRef item_of(const Project& project, const Declaration& declared) {
  const auto& tree = project.syntax(declared.whole.file).tree;
  for (std::uint32_t i = 0; i < tree.nodes().size(); ++i) {
    const NodeRef node(tree, i);
    const bool is_it = node.begin() == declared.whole.begin && node.end() == declared.whole.end;
    if (is_it && (node.is(Kind::item) || node.is(Kind::param))) return node;
  }
  return {};
}

// As it was written: a clause whole, of a block only the head. Settings of a channel stay unsaid.
std::string written(const Project& project, const Declaration& declared, NodeRef item) {
  if (item.is(Kind::param)) return std::string(item.text());
  const auto clause = dsl::build::clause_of(item);
  const auto head = dsl::build::head_of(clause);
  auto span = dsl::build::span_of({declared.span.file}, clause);
  if (head) span.end = head.end();
  const auto& bytes = project.text(declared.span.file).bytes();
  return dsl::on_one_line(std::string_view(bytes).substr(span.begin, span.end - span.begin));
}

std::string title_of(NodeRef item) {
  const auto text = dsl::build::head_of(dsl::build::clause_of(item)).child(Kind::text);
  return text ? dsl::build::text({}, text).value : std::string();
}

// What a `let` speaks about, by the names in it.
// Each let is looked into once: they may refer to each other in circles.
std::string_view level_of(const Names& names, const Declaration& let, std::set<std::string>& seen) {
  std::string_view level = "a constant";
  for (const auto& mention : names.mentions(let.span.file)) {
    const bool is_inside =
        let.whole.begin <= mention.span.begin && mention.span.end <= let.whole.end;
    if (!is_inside || mention.declares) continue;
    if (mention.kind == NameKind::measure) return "a measure of many events";
    if (mention.kind == NameKind::field) level = "a value of one event";
    const auto* other = mention.kind == NameKind::let ? names.find(mention.key) : nullptr;
    if (!other || !seen.insert(other->key).second) continue;
    const auto inner = level_of(names, *other, seen);
    if (inner == "a measure of many events") return inner;
    if (inner != "a constant") level = inner;
  }
  return level;
}

std::string plain(const Project& project, const Declaration& declared) {
  const auto item = item_of(project, declared);
  auto text = as_code(written(project, declared, item));
  if (const auto title = title_of(item); !title.empty()) text += "\n**" + title + "**\n";
  if (const auto doc = dsl::build::doc(item); !doc.empty()) text += "\n" + doc + "\n";
  return text;
}

std::string about(const Asked& asked, const Declaration& declared) {
  const auto& project = asked.project;
  auto text = plain(project, declared);
  const auto& names = project.names();
  switch (declared.kind) {
    case NameKind::monitor:
    case NameKind::check: text += described_monitor(project, declared); break;
    case NameKind::field: text += described_field(project, declared); break;
    case NameKind::let: {
      std::set<std::string> seen{declared.key};
      text += fmt::format("\n{}\n", level_of(names, declared, seen));
      break;
    }
    case NameKind::severity: text += described_severity(project, declared.name); break;
    case NameKind::model: text += described_model(project, declared); break;
    default: break;
  }
  return text;
}

std::string about(const Asked& asked, const Mention& mention) {
  const auto& project = asked.project;
  const auto name = without_ticks(project.sources().text(mention.span));
  if (const auto* declared = project.names().find(mention.key)) return about(asked, *declared);
  if (mention.kind == NameKind::measure) return described_measure(project.catalogue(), name);
  if (mention.kind == NameKind::function) return described_function(name);
  if (mention.kind == NameKind::severity) return described_severity(project, name);
  return {};
}

}  // namespace

Json hover(const Asked& asked, std::size_t offset) {
  const auto* mention = asked.project.names().at(asked.file, offset);
  const auto text = mention ? about(asked, *mention) : std::string();
  if (text.empty()) return nullptr;
  return {
      {"contents", {{"kind", "markdown"}, {"value", text}}},
      {"range", range_of(asked.text(), mention->span.begin, mention->span.end, asked.encoding())}};
}

}  // namespace tocsin::lsp
