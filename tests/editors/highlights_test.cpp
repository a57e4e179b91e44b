#include "tests/editors/syntax_tree.hpp"
#include "tests/support/data_dir.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tocsin::test {
namespace {

using Query = std::unique_ptr<TSQuery, decltype(&ts_query_delete)>;
using QueryCursor = std::unique_ptr<TSQueryCursor, decltype(&ts_query_cursor_delete)>;

std::filesystem::path queries() { return source_dir() / "editors/tree-sitter-tocsin/queries"; }

Query compiled(const std::filesystem::path& file) {
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  REQUIRE(!text.empty());
  std::uint32_t offset = 0;
  auto error = TSQueryErrorNone;
  Query query(ts_query_new(editor_language(), text.data(), static_cast<std::uint32_t>(text.size()),
                           &offset, &error),
              &ts_query_delete);
  CAPTURE(file, error, text.substr(offset, 60));
  REQUIRE(query != nullptr);
  return query;
}

struct Capture {
  std::uint32_t begin;
  std::uint32_t end;
  std::uint16_t pattern;
  std::string name;
};

std::vector<Capture> captures(const SyntaxTree& tree, const TSQuery* query) {
  const QueryCursor cursor(ts_query_cursor_new(), &ts_query_cursor_delete);
  ts_query_cursor_exec(cursor.get(), query, tree.root());
  std::vector<Capture> all;
  TSQueryMatch match;
  for (std::uint32_t i = 0; ts_query_cursor_next_capture(cursor.get(), &match, &i);) {
    const auto& found = match.captures[i];
    std::uint32_t size = 0;
    const auto* name = ts_query_capture_name_for_id(query, found.index, &size);
    all.push_back({ts_node_start_byte(found.node),
                   ts_node_end_byte(found.node),
                   match.pattern_index,
                   {name, size}});
  }
  return all;
}

// How editors colour the character at `at`: the innermost node counts, for one node the last
// pattern.
std::string colour_at(const std::vector<Capture>& all, std::size_t at) {
  const Capture* best = nullptr;
  for (const auto& capture : all) {
    if (at < capture.begin || at >= capture.end) continue;
    const auto size = capture.end - capture.begin;
    if (best && size > best->end - best->begin) continue;
    if (best && size == best->end - best->begin && capture.pattern < best->pattern) continue;
    best = &capture;
  }
  return best ? best->name : "";
}

constexpr std::string_view kSample = R"(tocsin 1
model shop "A shop" {
  feature kind: category of ["a\n"], optional  # two
}
## What people fear.
watch shop {
  fear slow "Too slow" {
    measure p95(latency) where note is missing over 10m
    page when > 300ms for 5m until clear
  }
}
channel pager: pagerduty { key env("KEY") }
route page to pager
)";

}  // namespace

TEST_CASE("every query for editors fits the grammar", "[editors][queries]") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(queries()))
    if (entry.path().extension() == ".scm") files += compiled(entry.path()) != nullptr;
  CHECK(files == 6);
}

TEST_CASE("each part of a rule has its colour", "[editors][queries]") {
  const auto query = compiled(queries() / "highlights.scm");
  const SyntaxTree tree(kSample);
  REQUIRE(tree.faults() == std::vector<std::string>{});
  const auto all = captures(tree, query.get());
  struct Case {
    std::string_view text;
    std::string_view colour;
  };
  const auto c = GENERATE(values<Case>({
      {"tocsin", "keyword.import"},
      {"model", "keyword"},
      {"shop", "type"},
      {"\"A shop", "markup.heading"},
      {"feature", "keyword"},
      {"kind", "property"},
      {"category", "type.builtin"},
      {"\\n", "string.escape"},
      {"optional", "attribute"},
      {"# two", "comment"},
      {"## What", "comment.documentation"},
      {"fear slow", "keyword"},
      {"slow", "label"},
      {"p95", "function"},
      {"latency", "variable"},
      {"where", "keyword.conditional"},
      {"is missing", "keyword.operator"},
      {"missing", "constant.builtin"},
      {"10m", "number"},
      {"page", "constant"},
      {"> 300", "operator"},
      {"until", "keyword"},
      {"pager", "module"},
      {"pagerduty", "type.builtin"},
      {"key env", "property"},
      {"{", "punctuation.bracket"},
  }));
  CAPTURE(c.text);
  CHECK(colour_at(all, kSample.find(c.text)) == c.colour);
}

TEST_CASE("blocks fold", "[editors][queries]") {
  const auto query = compiled(queries() / "folds.scm");
  const auto folds = captures(SyntaxTree(kSample), query.get());
  // The set, the model, the arguments of p95, the fear, the watch, the channel and its env().
  CHECK(folds.size() == 7);
}

}  // namespace tocsin::test
