// The reference of all measures for docs/language.md, out of their definitions.
#pragma once

#include "dsl/catalogue.hpp"

#include <span>
#include <string>

namespace tocsin::prose {

// "quantile(x, p)", "count(cond?)": what may be left out has a question mark.
std::string signature(const dsl::MeasureDef& def);

// "a share", "as x", "0 to 1".
std::string result(const dsl::MeasureDef& def);

// Markdown: one list of events, one against a reference, one with labels, each in alphabetical
// order.
std::string measure_reference(std::span<const dsl::MeasureDef* const> measures);

// `page` with everything between the lines `<!-- measures -->` and `<!-- end of measures -->`
// replaced by `reference`; the page itself where it has no such lines.
std::string with_reference(const std::string& page, const std::string& reference);

}  // namespace tocsin::prose
