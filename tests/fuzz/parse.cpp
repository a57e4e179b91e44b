// Any bytes as a rule file: diagnostics that lie within the text, and a tree that holds all of it.
#include "base/check.hpp"
#include "dsl/findings.hpp"
#include "dsl/parser.hpp"
#include "dsl/syntax.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace tocsin::dsl;

// Children lie inside of their parent, one behind the other, and none is empty.
void check_nesting(const Tree& tree) {
  for (std::uint32_t i = 0; i < tree.nodes().size(); ++i) {
    const NodeRef node(tree, i);
    auto at = node.begin();
    for (const auto child : children(node)) {
      TOCSIN_CHECK(child.begin() >= at && child.begin() < child.end(),
                   "a node behind its neighbour");
      at = child.end();
    }
    TOCSIN_CHECK(at <= node.end(), "children within their parent");
  }
}

void check_tree(std::string_view text) {
  const auto syntax = read_syntax(text);
  TOCSIN_CHECK(syntax.tree.root().begin() == 0, "a tree that holds the first byte");
  TOCSIN_CHECK(syntax.tree.root().end() == text.size(), "a tree that holds the last byte");
  check_nesting(syntax.tree);
}

void check_spans(const Diagnostics& diagnostics, const Sources& sources) {
  const auto size = sources.file(0).text.size();
  const auto inside = [size](Span span) { return span.begin <= span.end && span.end <= size; };
  for (const auto& d : diagnostics.all()) {
    TOCSIN_CHECK(inside(d.span), "a diagnostic within the text");
    for (const auto& label : d.related) TOCSIN_CHECK(inside(label.span), "a label within the text");
    if (!d.fix) continue;
    for (const auto& edit : d.fix->edits)
      TOCSIN_CHECK(inside(edit.span), "an edit within the text");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  check_tree(text);
  Sources sources;
  sources.add({"rules.tocsin", std::move(text)});
  Diagnostics diagnostics;
  (void)parse(sources, 0, diagnostics);
  diagnostics.sort();
  check_spans(diagnostics, sources);
  for (const auto& d : diagnostics.all())
    TOCSIN_CHECK(!render(d, sources, Colour::no).empty(), "a message for every fault");
  TOCSIN_CHECK(!render_json({{diagnostics.all(), sources}}).empty(), "a message for every fault");
  return 0;
}
