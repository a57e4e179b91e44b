// Things of the rules in words, as Markdown, for hover and completion.
#pragma once

#include "lsp/names.hpp"
#include "lsp/project.hpp"

#include <string>
#include <string_view>

namespace tocsin::lsp {

// What holds for a monitor or check once every default is filled in. Empty while the project has
// errors: then nobody knows.
std::string described_monitor(const Project& project, const Declaration& declared);
std::string described_field(const Project& project, const Declaration& declared);
std::string described_model(const Project& project, const Declaration& declared);
std::string described_severity(const Project& project, const std::string& name);
// How to write it, what it is, how it is computed.
std::string described_measure(const dsl::Catalogue& catalogue, std::string_view name);
std::string described_function(std::string_view name);
// `quantile(x, q)`
std::string signature(const dsl::MeasureDef& measure);

}  // namespace tocsin::lsp
