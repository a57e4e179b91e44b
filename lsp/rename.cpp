// Gives a thing another name, everywhere.
#include "dsl/build.hpp"
#include "dsl/parser.hpp"
#include "dsl/words.hpp"
#include "lsp/diagnostics.hpp"
#include "lsp/features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

namespace tocsin::lsp {
namespace {

Refusal refused(std::string why) { return {error_code::kRequestFailed, std::move(why)}; }

bool is_name(std::string_view word) {
  const auto is_word = [](unsigned char c) { return c < 128 && (std::isalnum(c) || c == '_'); };
  return !word.empty() && !std::isdigit(static_cast<unsigned char>(word.front())) &&
         std::ranges::all_of(word, is_word) && !dsl::is_reserved(word);
}

// What is declared in the rules, at that place.
struct Target {
  const Mention* mention = nullptr;
  const Declaration* declared = nullptr;
};

Target target_of(const Asked& asked, std::size_t offset) {
  const auto& names = asked.project.names();
  const auto* mention = names.at(asked.file, offset);
  if (!mention) throw refused("there is no name here");
  const bool is_builtin = mention->kind == NameKind::measure || mention->kind == NameKind::function;
  if (is_builtin) throw refused("measures and functions have their names from the language");
  const auto* declared = names.find(mention->key);
  if (!declared) throw refused("the name is not declared in these rules");
  const bool is_folder =
      asked.project.text(declared->span.file).bytes()[declared->span.begin] == '"';
  if (is_folder) throw refused("a folder has its name on disk; `as` gives it another one here");
  return {mention, declared};
}

// The node of the clause that is declared there.
dsl::NodeRef clause_at(const Project& project, const dsl::Span& whole) {
  const auto& tree = project.syntax(whole.file).tree;
  for (std::uint32_t i = 0; i < tree.nodes().size(); ++i) {
    const dsl::NodeRef node(tree, i);
    if (node.is(dsl::Kind::item) && node.begin() == whole.begin && node.end() == whole.end)
      return dsl::build::clause_of(node);
  }
  return {};
}

// A monitor keeps its history under its old name: `was old` in its head. Back to what it was called
// before, the clause goes.
std::optional<dsl::Edit> history_edit(const Project& project, const Declaration& declared,
                                      const std::string& name) {
  const auto clause = clause_at(project, declared.whole);
  const auto head = dsl::build::head_of(clause);
  const auto file = declared.span.file;
  if (const auto was = head.child(dsl::Kind::was)) {
    const auto old = was.child(dsl::Kind::name);
    if (without_ticks(old.text()) != name) return dsl::Edit{span_of(old, file), declared.name};
    auto begin = was.begin();
    const auto& bytes = project.text(file).bytes();
    while (begin > 0 && bytes[begin - 1] == ' ') --begin;
    return dsl::Edit{{file, begin, old.end()}, ""};
  }
  const auto title = head.child(dsl::Kind::text);
  const auto at = title ? title.end() : declared.span.end;
  return dsl::Edit{{file, at, at}, " was " + declared.name};
}

std::vector<dsl::Edit> edits_of(const Project& project, const Declaration& declared,
                                const std::string& name) {
  std::vector<dsl::Edit> edits;
  for (const auto& use : project.names().all_of(declared.key))
    if (std::ranges::find(edits, use.span, &dsl::Edit::span) == edits.end())
      edits.push_back({use.span, name});
  if (declared.kind == NameKind::monitor)
    if (auto history = history_edit(project, declared, name)) edits.push_back(std::move(*history));
  return edits;
}

// How often each error is said.
std::map<std::string, std::size_t> errors_of(const Project& project,
                                             std::map<std::string, std::string>& said) {
  std::map<std::string, std::size_t> count;
  for (const auto& d : project.diagnostics()) {
    if (d.level != dsl::Level::error) continue;
    ++count[d.code];
    said.emplace(d.code, d.message);
  }
  return count;
}

// The project as it would be.
Project edited(const Project& project, std::vector<dsl::Edit> edits) {
  auto copy = project.copy();
  std::ranges::sort(edits, [](const auto& a, const auto& b) {
    return std::pair(a.span.begin, a.span.end) > std::pair(b.span.begin, b.span.end);
  });
  for (std::uint32_t file = 0; file < project.size(); ++file) {
    auto text = project.text(file);
    bool is_touched = false;
    for (const auto& edit : edits) {
      if (edit.span.file != file) continue;
      text.replace(edit.span.begin, edit.span.end, edit.text);
      is_touched = true;
    }
    if (is_touched) copy.set_text(project.path(file), text);
  }
  copy.refresh();
  return copy;
}

// Who else has the name, or what would be wrong with the rules afterwards.
void refuse_clash(const Project& project, const Declaration& declared, const std::string& name,
                  const std::vector<dsl::Edit>& edits) {
  if (project.names().find(key_of(declared.kind, declared.owner, name)))
    throw refused(fmt::format("`{}` is there already", name));
  std::map<std::string, std::string> said;
  const auto before = errors_of(project, said);
  said.clear();
  const auto changed = edited(project, edits);
  for (const auto& [code, count] : errors_of(changed, said)) {
    const auto known = before.find(code);
    if (known == before.end() || known->second < count)
      throw refused(fmt::format("with that name the rules are wrong: {} [{}]", said[code], code));
  }
}

}  // namespace

Json prepare_rename(const Asked& asked, std::size_t offset) {
  const auto target = target_of(asked, offset);
  return {{"range", range_of(asked.text(), target.mention->span.begin, target.mention->span.end,
                             asked.encoding())},
          {"placeholder", target.declared->name}};
}

Json rename(const Asked& asked, std::size_t offset, const std::string& name) {
  const auto target = target_of(asked, offset);
  if (!is_name(name))
    throw refused(fmt::format(
        "`{}` is no name: letters, digits and `_`, no digit first, and none of the words {}", name,
        "and or not in is like where missing present true false"));
  if (name == target.declared->name) return {{"changes", Json::object()}};
  const auto edits = edits_of(asked.project, *target.declared, name);
  refuse_clash(asked.project, *target.declared, name, edits);
  return edit_of(edits, asked.project, asked.workspace);
}

}  // namespace tocsin::lsp
