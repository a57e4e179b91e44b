#include "tests/editors/syntax_tree.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>

extern "C" const TSLanguage* tree_sitter_tocsin(void);

namespace tocsin::test {
namespace {

TSTree* parse(std::string_view text) {
  const std::unique_ptr<TSParser, decltype(&ts_parser_delete)> parser(ts_parser_new(),
                                                                      &ts_parser_delete);
  REQUIRE(ts_parser_set_language(parser.get(), editor_language()));
  return ts_parser_parse_string(parser.get(), nullptr, text.data(),
                                static_cast<std::uint32_t>(text.size()));
}

std::string described(TSNode node, std::string_view fault) {
  const auto [row, column] = ts_node_start_point(node);
  return fmt::format("{}:{} {}", row + 1, column + 1, fault);
}

// A token without a name that was put in to go on, such as the end of a clause, is no node of its
// own: only what it stands in knows of it.
void collect_faults(TSNode node, std::vector<std::string>& found) {
  if (ts_node_is_missing(node))
    found.push_back(described(node, fmt::format("MISSING {}", ts_node_type(node))));
  if (!ts_node_has_error(node)) return;
  const auto before = found.size();
  if (std::string_view(ts_node_type(node)) == "ERROR") found.push_back(described(node, "ERROR"));
  for (std::uint32_t i = 0; i < ts_node_child_count(node); ++i)
    collect_faults(ts_node_child(node, i), found);
  if (found.size() == before)
    found.push_back(described(node, fmt::format("INCOMPLETE {}", ts_node_type(node))));
}

}  // namespace

const TSLanguage* editor_language() { return tree_sitter_tocsin(); }

SyntaxTree::SyntaxTree(std::string_view text) : tree_(parse(text), &ts_tree_delete) {}

std::vector<std::string> SyntaxTree::faults() const {
  std::vector<std::string> found;
  collect_faults(root(), found);
  return found;
}

std::string SyntaxTree::shape() const {
  const std::unique_ptr<char, decltype(&std::free)> text(ts_node_string(root()), &std::free);
  return text.get();
}

}  // namespace tocsin::test
