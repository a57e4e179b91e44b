#include "cli/new_file.hpp"

#include "base/result.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace tocsin::cli {

void refuse_existing(const std::string& path) {
  std::error_code ignored;  // a folder that cannot be entered shows when the file is written
  if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
    throw StartupError{fmt::format("{} is there already; it was not touched", path)};
}

void write_new_file(const std::string& path, std::string_view text) {
  refuse_existing(path);
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file) throw StartupError{fmt::format("{} cannot be written", path)};
}

}  // namespace tocsin::cli
