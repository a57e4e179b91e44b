// The reference of all measures for docs/measures.md, out of their definitions.
#pragma once

#include "dsl/catalogue.hpp"

#include <span>
#include <string>

namespace tocsin::prose {

// "quantile(x, p)", "count(cond?)": what may be left out has a question mark.
std::string signature(const dsl::MeasureDef& def);

// "a share", "as x", "0 to 1".
std::string result(const dsl::MeasureDef& def);

// How its sampling error is known: "Wilson" and the like stand in its dialect.
std::string_view interval(const dsl::MeasureDef& def);

// "Bins. A row: ...; a reading: ...", of an evaluated measure.
std::string_view cost(const dsl::MeasureDef& def);

// The SQL aggregate in code marks, or "none".
std::string push_down(const dsl::MeasureDef& def);

// Markdown: the measures of events, those against a reference and those with labels, each in
// alphabetical order.
std::string measure_reference(std::span<const dsl::MeasureDef* const> measures);

// `page` with everything between the lines `<!-- measures -->` and `<!-- end of measures -->`
// replaced by `reference`; the page itself where it has no such lines.
std::string with_reference(const std::string& page, const std::string& reference);

}  // namespace tocsin::prose
