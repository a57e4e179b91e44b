// Any bytes as a rule file: formatting keeps what it says, and a second time changes nothing.
#include "dsl/format.hpp"

#include "base/check.hpp"
#include "dsl/characters.hpp"
#include "dsl/syntax.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace tocsin::dsl;

// The letters and digits of a text: what a change of blanks, line ends, quotes, commas and
// brackets leaves alone. Sorted, as operators may pass comments.
std::string letters(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (is_id_char(c)) result += c;
  std::ranges::sort(result);
  return result;
}

std::vector<Kind> clauses(const Tree& tree) {
  std::vector<Kind> kinds;
  for (const auto& node : tree.nodes())
    if (node.kind == Kind::item || node.kind == Kind::block || node.kind == Kind::error)
      kinds.push_back(node.kind);
  return kinds;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto formatted = format(text);
  TOCSIN_CHECK(format(formatted.text).text == formatted.text, "one layout, not two");
  const auto before = read_syntax(text);
  const auto after = read_syntax(formatted.text);
  TOCSIN_CHECK(before.failures.size() == after.failures.size(), "the same faults");
  TOCSIN_CHECK(clauses(before.tree) == clauses(after.tree), "the same clauses");
  TOCSIN_CHECK(letters(text) == letters(formatted.text), "every name, number and comment");
  return 0;
}
