// Words that later versions of the language may need.
#pragma once

#include "dsl/checking.hpp"

namespace tocsin::dsl {

// L028: a declaration with the name of such a word.
void lint_held_back(Checking& c, const ast::Name& name);

}  // namespace tocsin::dsl
