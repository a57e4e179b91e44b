// What editors see of a rule file: its tree by the grammar of editors/tree-sitter-tocsin.
#pragma once

#include <tree_sitter/api.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

const TSLanguage* editor_language();

class SyntaxTree {
 public:
  explicit SyntaxTree(std::string_view text);

  TSNode root() const { return ts_tree_root_node(tree_.get()); }
  // "3:8 ERROR", "9:1 MISSING }" or "2:1 INCOMPLETE measure", one for each node that marks a fault;
  // lines and columns from 1.
  std::vector<std::string> faults() const;
  // The nodes with a name, as the documentation of tree-sitter writes them: "(source_file (use
  // ...))".
  std::string shape() const;

 private:
  std::unique_ptr<TSTree, decltype(&ts_tree_delete)> tree_;
};

}  // namespace tocsin::test
