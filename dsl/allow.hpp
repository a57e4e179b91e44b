// `# tocsin: allow L004 because "..."`: a lint that does not apply to one clause, and why.
#pragma once

#include "dsl/ast.hpp"
#include "dsl/diagnostic.hpp"
#include "dsl/lint_levels.hpp"
#include "dsl/tree.hpp"

#include <cstdint>
#include <vector>

namespace tocsin::dsl {

// Those of one file. The clause is the one on whose line the comment ends or, for a comment on a
// line of its own, the next one; with a block goes all that is in it. A comment that begins with
// `tocsin:` and says nothing else that is known gives T0017.
std::vector<ast::Allowance> find_allowances(const Tree& tree, std::uint32_t file,
                                            Diagnostics& diagnostics);

// Takes allowed lints away, tells of allowances that nothing needed (L027; only where there are no
// errors, for then all lints were looked at), and gives the rest their levels.
void apply_lints(const std::vector<ast::File>& files, const LintLevels& levels,
                 Diagnostics& diagnostics);

// The same of lints that are given after the check; which allowances nothing needs is not known.
void apply_later_lints(const std::vector<ast::Allowance>& allowances, const LintLevels& levels,
                       Diagnostics& diagnostics);

}  // namespace tocsin::dsl
