// Reads the files that tests compare with.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::test {

// The bytes of a file; the test fails when it cannot be read.
std::string content_of(const std::filesystem::path& file);

// The lines of a list, each once: what is empty or begins with `#` is left out.
std::set<std::string> listed_in(const std::filesystem::path& file);

// The files with this extension in a folder of the repository and below, sorted: ("rules", ".md").
std::vector<std::filesystem::path> files_below(std::string_view folder, std::string_view extension);

}  // namespace tocsin::test
