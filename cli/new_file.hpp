// Writes files whole or not at all: when the disk is full, nothing half stays behind.
#pragma once

#include <string>
#include <string_view>

namespace tocsin::cli {

// Throws StartupError when there is something at `path`, a dangling link included.
void refuse_existing(const std::string& path);

// Throws StartupError when there is something at `path`, or it cannot be written.
void write_new_file(const std::string& path, std::string_view text);

// The file holds `text` or, after an error, what it held before; its mode stays. Throws
// StartupError.
void replace_file(const std::string& path, std::string_view text);

// In place of what is at `path`, or new. Throws StartupError; then the old one is as it was.
void write_file(const std::string& path, std::string_view text);

}  // namespace tocsin::cli
