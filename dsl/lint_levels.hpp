// How loud each lint is in a project: the `[lints]` of its tocsin.toml.
#pragma once

#include "dsl/diagnostic.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::dsl {

enum class LintLevel { off, warn, error };

struct LintLevels {
  std::map<std::string, LintLevel> by_code;
  std::optional<LintLevel> others;  // `all`: of the lints that are not named

  LintLevel of(std::string_view code) const;
};

// L001 and so on, as against errors of the language.
bool is_lint(std::string_view code);

// The nearest lint to what was written, if one is near.
std::optional<std::string_view> lint_like(std::string_view word);

// T0018 with its place for whatever in the file is not understood: nothing in it is read over.
LintLevels read_lint_levels(const Sources& sources, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace tocsin::dsl
