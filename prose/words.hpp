// Values, spans of time and lists as a sentence says them.
#pragma once

#include "base/time.hpp"
#include "dsl/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::prose {

// "10 minutes", "1 hour 30 minutes", "7 days"; below a second "250ms".
std::string in_words(Duration time);

// "the last 10 minutes", "the last hour": a single unit loses its 1.
std::string behind(std::string_view article, Duration time);

// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& parts, std::string_view joint = "and");

// The value with all its digits, in the units of Sample: 95.01%, 300ms, 50000EUR. Unlike
// dsl::value_text nothing is rounded for display.
std::string exact(double value, const dsl::Type& type);

// "below 95%", "outside 93% to 99%": after "is". What was written is kept where it is a literal.
std::string condition(const dsl::Condition& condition, const dsl::Type& type);

// The value is back on the good side of a trigger: "back at 95% or more".
std::string all_clear(const dsl::Condition& trigger, const dsl::Type& type);

// `text` in lines of at most `width` columns, each behind `indent`, the first as it stands.
std::string wrapped(std::string_view text, std::size_t width, std::string_view indent);

}  // namespace tocsin::prose
