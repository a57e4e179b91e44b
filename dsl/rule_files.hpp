// Which files of a folder are rule files, and what stands in them.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::dsl {

// `paths`: files, and folders with the *.tocsin files in them and below; hidden ones are left out.
// Each file once, symbolic links followed, sorted; a link of a folder that leads nowhere is among
// them and cannot be read. An error when a path is not there, or no file is.
Result<std::vector<std::filesystem::path>> rule_files(
    const std::vector<std::filesystem::path>& paths);

// The folder that a path names, or that holds what it names, without symbolic links.
std::filesystem::path folder_of(const std::filesystem::path& path);

// The settings of a project; the folder that holds them is its root.
inline constexpr std::string_view kSettingsFile = "tocsin.toml";

// The nearest folder at or above `start` that holds them.
std::optional<std::filesystem::path> marked_folder(const std::filesystem::path& start);

// The bytes of a file, or the reason why they cannot be had; it does not name the file.
Result<std::string> read_rule_file(const std::filesystem::path& path);

}  // namespace tocsin::dsl
