#include "dsl/held_back.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tocsin::dsl {
namespace {

constexpr auto kHeldBack = std::to_array<std::string_view>(
    {"anomaly", "budget", "burn", "else", "if", "import", "macro", "namespace", "revisable",
     "seasonal", "slo", "then", "version"});
static_assert(std::ranges::is_sorted(kHeldBack));

}  // namespace

void lint_held_back(Checking& c, const ast::Name& name) {
  if (!std::ranges::binary_search(kHeldBack, name.text)) return;
  c.diagnostics.lint(
      "L028", name.span,
      fmt::format("`{}` is held back for later versions; choose another name", name.text));
}

}  // namespace tocsin::dsl
