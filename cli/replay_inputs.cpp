#include "cli/replay_inputs.hpp"

#include "base/printable.hpp"
#include "base/result.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <ostream>
#include <vector>

namespace tocsin::cli {

void spare_inputs(const std::string& option, const std::string& output,
                  const dryrun::ReplayOptions& options, const dsl::Project& project) {
  std::vector<std::string> inputs;
  for (const auto* bound : {&options.data, &options.labels, &options.references})
    for (const auto& [name, file] : *bound) inputs.push_back(file);
  for (std::uint32_t i = 0; i < project.sources.size(); ++i)
    inputs.push_back(
        (project.plan->root / std::filesystem::path(project.sources.file(i).path)).string());
  std::error_code not_there;
  for (const auto& input : inputs)
    if (std::filesystem::equivalent(output, input, not_there))
      throw StartupError{
          fmt::format("{} {}: this file is read, so it cannot be written too; "
                      "another name would have worked",
                      option, output)};
}

void warn_of_empty_range(const dryrun::ReplayReport& report, std::ostream& err) {
  const bool is_after = report.start > report.last_row, is_before = report.end < report.first_row;
  if (!is_after && !is_before) return;
  err << fmt::format(
      "tocsin: {} {} lies {} all rows, which reach from {} to {}; none was replayed\n",
      is_after ? "--from" : "--to", format_utc(is_after ? report.start : report.end),
      is_after ? "after" : "before", format_utc(report.first_row), format_utc(report.last_row));
}

void warn_of_broken_references(const dryrun::ReplayReport& report, std::ostream& err) {
  for (const auto& reference : report.references) {
    if (reference.rows.malformed_rows == 0) continue;
    err << fmt::format("tocsin: reference {}: {} of {} rows of {} could not be read\n",
                       reference.name, reference.rows.malformed_rows,
                       reference.rows.rows + reference.rows.malformed_rows,
                       printable(reference.file));
    err << sources::examples_text(reference.rows.row_reasons, "", "    ");
  }
}

}  // namespace tocsin::cli
