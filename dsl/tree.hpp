// The syntax tree of a rule file: flat, lossless, without meaning. Every byte of the file lies in
// the range of the root; what lies between the ranges of neighbours is blanks, line ends and
// punctuation.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

enum class Kind : std::uint8_t {
  none,
  file,
  item,  // one declaration or clause: doc? and the clause, or what could be read of it and `error`
  head,  // what stands before the brace of a block
  broken_head,  // the same, after an error in it
  block,        // from `{` to behind `}`; items inside, `close` last unless the brace is missing
  close,        // `}`
  word,         // a word of the language at its place
  error,        // bytes that were skipped
#define TOCSIN_NODE(kind) kind,
#define TOCSIN_FOLDED(kind) kind,
#include "dsl/nodes.def"
#undef TOCSIN_FOLDED
#undef TOCSIN_NODE
};

std::string_view to_text(Kind kind);

// [begin, end) in bytes, never empty except for the root of an empty file. `size` counts the node
// and all below it.
struct Node {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t size = 1;
  Kind kind = Kind::none;
};

class Tree;

// A place in a tree; valid as long as the tree. A missing node has the kind `none` and no children.
class NodeRef {
 public:
  NodeRef() = default;
  NodeRef(const Tree& tree, std::uint32_t index) : tree_(&tree), index_(index) {}

  explicit operator bool() const { return tree_ != nullptr; }
  Kind kind() const;
  std::uint32_t begin() const;
  std::uint32_t end() const;
  std::uint32_t index() const { return index_; }
  std::uint32_t end_index() const;  // behind the last node below
  bool has_children() const { return end_index() > index_ + 1; }
  std::string_view text() const;
  bool is(Kind kind) const { return this->kind() == kind; }
  bool is_word(std::string_view word) const;

  // The children in source order, comments included.
  class Iterator {
   public:
    Iterator(const Tree* tree, std::uint32_t index) : tree_(tree), index_(index) {}
    NodeRef operator*() const { return {*tree_, index_}; }
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Tree* tree_;
    std::uint32_t index_;
  };
  Iterator begin_children() const;
  Iterator end_children() const;

  // The first child of that kind, or a missing node.
  NodeRef child(Kind kind) const;
  NodeRef word(std::string_view word) const;

 private:
  const Tree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

// `for (const auto child : children(node))`
struct Children {
  NodeRef parent;
};
inline Children children(NodeRef node) { return {node}; }
inline NodeRef::Iterator begin(Children c) { return c.parent.begin_children(); }
inline NodeRef::Iterator end(Children c) { return c.parent.end_children(); }

class Tree {
 public:
  // `postorder`: children before their parent, the root last. The text must outlive the tree.
  Tree(std::string_view text, const std::vector<Node>& postorder);

  NodeRef root() const { return {*this, 0}; }
  const std::vector<Node>& nodes() const { return nodes_; }  // parents before their children
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  std::vector<Node> nodes_;
};

inline Kind NodeRef::kind() const { return tree_ ? tree_->nodes()[index_].kind : Kind::none; }
inline std::uint32_t NodeRef::begin() const { return tree_ ? tree_->nodes()[index_].begin : 0; }
inline std::uint32_t NodeRef::end() const { return tree_ ? tree_->nodes()[index_].end : 0; }
inline std::string_view NodeRef::text() const {
  return tree_ ? tree_->text().substr(begin(), end() - begin()) : std::string_view{};
}
inline NodeRef::Iterator& NodeRef::Iterator::operator++() {
  index_ += tree_->nodes()[index_].size;
  return *this;
}
inline NodeRef::Iterator NodeRef::begin_children() const { return {tree_, index_ + 1}; }
inline std::uint32_t NodeRef::end_index() const {
  return index_ + (tree_ ? tree_->nodes()[index_].size : 1);
}
inline NodeRef::Iterator NodeRef::end_children() const { return {tree_, end_index()}; }

}  // namespace tocsin::dsl
