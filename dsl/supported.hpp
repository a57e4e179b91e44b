// What the language knows and this version does not evaluate. It is refused by name, never accepted
// without effect.
#pragma once

#include "dsl/checking.hpp"

#include <string_view>

namespace tocsin::dsl {

// A measure of LANGUAGE 4.2 that is not in the catalogue of this version.
bool is_later_measure(std::string_view name);
// `columns_match`, `range`, `values`: conditions of data contracts.
bool is_later_condition(std::string_view name);
// The named arguments `over`, `ago`, `on` and the dialects of distances.
bool is_later_argument(std::string_view name);

// N001 for `columns_match(...)`, T2125 for `range` and `values`, which stand only after `in`.
void refuse_condition(Checking& c, const ast::Expr& call);

// True after N001 when this version has no such window or measure clause.
bool refuse_window(Checking& c, const ast::Window& window);
bool refuse_raw(Checking& c, const ast::Measure& measure);

}  // namespace tocsin::dsl
