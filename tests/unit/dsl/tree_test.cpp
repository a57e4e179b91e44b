#include "dsl/tree.hpp"

#include "dsl/syntax.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace tocsin::dsl {
namespace {

std::string example(const std::string& name) {
  return tocsin::test::content_of(tocsin::test::source_dir() / "tests/unit/dsl/data" / name);
}

// What a node was written as, put together from its children and what lies between them.
std::string rebuilt(NodeRef node, std::string_view text) {
  std::string result;
  auto at = node.begin();
  for (const auto child : children(node)) {
    REQUIRE(child.begin() >= at);
    REQUIRE(child.end() > child.begin());
    result += text.substr(at, child.begin() - at);
    result += rebuilt(child, text);
    at = child.end();
  }
  REQUIRE(at <= node.end());
  return result + std::string(text.substr(at, node.end() - at));
}

std::vector<std::string> texts_of(const Tree& tree, Kind kind) {
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < tree.nodes().size(); ++i)
    if (tree.nodes()[i].kind == kind) texts.emplace_back(NodeRef(tree, i).text());
  return texts;
}

TEST_CASE("the tree holds every byte of a file, whatever is wrong with it", "[dsl][tree]") {
  const auto file = GENERATE(as<std::string>{}, "loan.tocsin", "sampler.tocsin");
  const auto whole = example(file);
  for (const auto& damage :
       {std::string(), std::string("{"), std::string("\""), std::string(") = (")}) {
    for (std::size_t at = 0; at < whole.size(); at += 211) {
      const auto text = whole.substr(0, at) + damage + whole.substr(at);
      const auto syntax = read_syntax(text);
      REQUIRE(syntax.tree.root().begin() == 0);
      REQUIRE(syntax.tree.root().end() == text.size());
      REQUIRE(rebuilt(syntax.tree.root(), text) == text);
    }
  }
}

TEST_CASE("nodes stand in source order, parents before their children", "[dsl][tree]") {
  const std::string text = "tocsin 1\nlet x = a + f(b, 2m) # why\n";
  const auto syntax = read_syntax(text);
  std::string kinds;
  for (const auto& node : syntax.tree.nodes()) kinds += std::string(to_text(node.kind)) + " ";
  CHECK(kinds ==
        "file item header word integer item let word name add path name add_op call path name args "
        "arg "
        "path name arg duration comment ");
  CHECK(syntax.tree.root().child(Kind::item).child(Kind::header).child(Kind::integer).text() ==
        "1");
  CHECK_FALSE(bool(syntax.tree.root().child(Kind::model)));
  CHECK_FALSE(bool(syntax.tree.root().child(Kind::model).child(Kind::name)));
}

TEST_CASE("comments stay where they were written and blank lines lie between nodes",
          "[dsl][tree]") {
  const std::string text = "# first\ntocsin 1 # version\n\n\nlet x = 1 +  # sum\n  2\n# last";
  const auto syntax = read_syntax(text);
  CHECK(texts_of(syntax.tree, Kind::comment) ==
        std::vector<std::string>{"# first", "# version", "# sum", "# last"});
}

TEST_CASE("a clause that failed is an item with an error", "[dsl][tree]") {
  const std::string text = "tocsin 1\nunit 5 # no\nunit EUR\n";
  const auto syntax = read_syntax(text);
  CHECK(texts_of(syntax.tree, Kind::error) == std::vector<std::string>{"unit 5 # no"});
  CHECK(syntax.failures.size() == 1);
  CHECK(texts_of(syntax.tree, Kind::unit).size() == 1);
}

TEST_CASE("what was tried and given up leaves nothing in the tree", "[dsl][tree]") {
  // A named argument, a range and a count are tried first each time.
  const std::string text = "tocsin 1\nlet x = f(a.b, c in (d), 5m)\n";
  const auto syntax = read_syntax(text);
  CHECK(texts_of(syntax.tree, Kind::name) ==
        std::vector<std::string>{"x", "f", "a", "b", "c", "d"});
  CHECK(texts_of(syntax.tree, Kind::number).empty());
}

}  // namespace
}  // namespace tocsin::dsl
