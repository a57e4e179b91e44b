// Which files of a folder are rule files, and what stands in them.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tocsin::dsl {

// `paths`: files, and folders with the *.tocsin files in them and below; hidden ones are left out.
// Each file once, symbolic links followed, sorted. An error when a path is not there, or no file
// is.
Result<std::vector<std::filesystem::path>> rule_files(
    const std::vector<std::filesystem::path>& paths);

// The bytes of a file.
Result<std::string> read_rule_file(const std::filesystem::path& path);

}  // namespace tocsin::dsl
