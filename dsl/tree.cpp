#include "dsl/tree.hpp"

namespace tocsin::dsl {

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::none: return "none";
    case Kind::file: return "file";
    case Kind::item: return "item";
    case Kind::head: return "head";
    case Kind::broken_head: return "broken_head";
    case Kind::block: return "block";
    case Kind::close: return "close";
    case Kind::word: return "word";
    case Kind::error: return "error";
#define TOCSIN_NODE(kind) \
  case Kind::kind: return #kind;
#define TOCSIN_FOLDED(kind) TOCSIN_NODE(kind)
#include "dsl/nodes.def"
#undef TOCSIN_FOLDED
#undef TOCSIN_NODE
  }
  return "none";
}

// Seen from its end, post order is pre order with the children from right to left: a parent knows
// its place before its children, and hands out theirs from the last to the first.
Tree::Tree(std::string_view text, const std::vector<Node>& postorder)
    : text_(text), nodes_(postorder.size()) {
  std::vector<std::uint32_t> place(postorder.size());
  for (auto i = static_cast<std::uint32_t>(postorder.size()); i-- > 0;) {
    const Node& node = postorder[i];
    nodes_[place[i]] = node;
    auto behind = place[i] + node.size;
    for (std::uint32_t child = i, left = node.size - 1; left > 0;) {
      child -= child == i ? 1 : postorder[child].size;
      behind -= postorder[child].size;
      place[child] = behind;
      left -= postorder[child].size;
    }
  }
}

bool NodeRef::is_word(std::string_view word) const { return is(Kind::word) && text() == word; }

NodeRef NodeRef::child(Kind kind) const {
  for (const auto node : children(*this))
    if (node.is(kind)) return node;
  return {};
}

NodeRef NodeRef::word(std::string_view word) const {
  for (const auto node : children(*this))
    if (node.is_word(word)) return node;
  return {};
}

}  // namespace tocsin::dsl
