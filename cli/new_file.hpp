// Writes files that were not there before.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::cli {

// Throws StartupError when there is something at `path`, a dangling link included.
void refuse_existing(const std::string& path);

// Throws StartupError when there is something at `path`, or it cannot be written.
void write_new_file(const std::string& path, std::string_view text);

}  // namespace tocsin::cli
