#pragma once

#include "dsl/catalogue.hpp"

#include <string_view>

namespace tocsin::dsl {

// A measure or a function that needs no declaration: no model and no `let` may bear its name.
bool is_builtin(const Catalogue& catalogue, std::string_view name);

}  // namespace tocsin::dsl
