// Every production of the grammar and every word in it is used by rules that are checked and laid
// out as they stand: constructs.txt lists them, each as the node of the syntax tree and the word or
// sign in it.
#include "dsl/syntax.hpp"
#include "tests/support/files.hpp"
#include "tests/support/rules.hpp"

#include <catch2/catch.hpp>

#include <set>

namespace tocsin::test {
namespace {

using dsl::Kind;
using Lines = std::set<std::string>;

// What a node is and, of a word or a sign, where it stands: "window matured", "cmp_op >=".
void collect(dsl::NodeRef node, Lines& found) {
  const auto kind = std::string(dsl::to_text(node.kind()));
  found.insert(kind);
  if (node.is(Kind::cmp_op) || node.is(Kind::add_op) || node.is(Kind::mul_op))
    found.insert(kind + " " + std::string(node.text()));
  for (const auto child : dsl::children(node)) {
    if (child.is(Kind::word)) found.insert(kind + " " + std::string(child.text()));
    collect(child, found);
  }
}

Lines used_in(const std::string& folder) {
  Lines found;
  for (const auto& path : files_below(folder, ".tocsin")) {
    const auto text = content_of(path);
    const auto syntax = dsl::read_syntax(text);
    CAPTURE(path);
    CHECK(syntax.failures.empty());
    collect(syntax.tree.root(), found);
  }
  return found;
}

Lines listed_constructs() { return listed_in(source_dir() / "tests/language/constructs.txt"); }

Lines without(const Lines& all, const Lines& taken) {
  Lines rest;
  for (const auto& one : all)
    if (!taken.contains(one)) rest.insert(one);
  return rest;
}

// The kinds of nodes that sound rules have none of.
const Lines kOnlyOfMistakes{"none",          "broken_head",   "error",         "stray_doc",
                            "brace_below",   "double_equals", "double_and",    "double_or",
                            "bang",          "apart_time",    "apart_percent", "apart_points",
                            "misnamed_time", "bad_escape",    "unclosed_text"};

Lines all_kinds() {
  Lines kinds;
#define TOCSIN_NODE(kind) kinds.insert(#kind);
#define TOCSIN_FOLDED(kind) kinds.insert(#kind);
#include "dsl/nodes.def"
#undef TOCSIN_FOLDED
#undef TOCSIN_NODE
  return without(kinds, kOnlyOfMistakes);
}

}  // namespace

TEST_CASE("every construct of the grammar is used by a rule pack or here", "[scenario][language]") {
  Lines used;
  for (const auto* folder : {"rules", "tests/language", "tests/scenarios/names"})
    used.merge(used_in(folder));
  CHECK(without(all_kinds(), used) == Lines{});
  CHECK(without(listed_constructs(), used) == Lines{});
  // What is used and not listed would go unseen if it were used no more.
  Lines worded;
  for (const auto& one : used)
    if (one.find(' ') != std::string::npos) worded.insert(one);
  CHECK(without(worded, listed_constructs()) == Lines{});
}

}  // namespace tocsin::test
