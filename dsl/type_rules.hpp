// The algebra of units: what comes out when two values meet, and which may be compared.
#pragma once

#include "dsl/type.hpp"

#include <optional>
#include <string>

namespace tocsin::dsl {

// As expressions see it: whole numbers are numbers.
Type as_value(Type type);
// The same type for a value that is surely there.
Type present(Type type);

Type simple(TypeKind kind);
Type number_in(std::string unit);

// Of that kind, or of a kind that is not known: of a field of the models that a template will meet.
bool may_be(const Type& type, TypeKind kind);

// Has an order and arithmetic; times have an order only.
bool is_numeric(const Type& type);
bool is_ordered(const Type& type);
bool is_textual(const Type& type);  // text or category

// The type of `a op b` for `+ - * /`; nothing when the two do not fit.
// share - share is points, share ± points a share, number × share a ratio, count / duration a rate,
// and the units of products and quotients are products and quotients: EUR*km, EUR/km.
std::optional<Type> arithmetic_type(char op, const Type& a, const Type& b);

// Why two values cannot be compared, in the words of the catalogue of diagnostics.
enum class Clash {
  none,
  share_needed,     // T2104: a share with a bare number
  number_needed,    // T2106: a percentage for something that is no share
  duration_needed,  // T2107: a duration with a bare number
  points_needed,    // T2108: a difference of shares with a percentage or a bare number
  different,        // T2103
};
Clash compare_clash(const Type& subject, const Type& other);

// A value of a type as the language writes it: 95%, 2pp, 300ms, 5/s, 50EUR.
// Units of `value`: those of Sample.
std::string show(const Type& type, double value);
// Shortest text that reads back as the same number; no exponent for everyday sizes.
std::string show_number(double value);

}  // namespace tocsin::dsl
