#include "dsl/parser.hpp"

#include "dsl/build.hpp"
#include "dsl/syntax.hpp"

namespace tocsin::dsl {

ast::File parse(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics) {
  const std::string_view text = sources.file(file).text;
  const auto syntax = read_syntax(text);
  for (const auto& failure : syntax.failures)
    diagnostics.error("T0001", {file, failure.at, failure.at}, "expected " + std::string(failure.expected.what));
  return build::file({file, &diagnostics}, syntax.tree.root());
}

}  // namespace tocsin::dsl
