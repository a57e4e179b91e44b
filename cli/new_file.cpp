#include "cli/new_file.hpp"

#include "base/result.hpp"
#include "cli/rewrite.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace tocsin::cli {
namespace {

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

[[noreturn]] void give_up(const std::string& path, const char* part) {
  const std::string reason = std::strerror(errno);
  if (part != nullptr) unlink(part);
  throw StartupError{fmt::format("{}: cannot be written: {}", shown_path(path), reason)};
}

// Closes it. `part` goes when not all of it could be written.
void fill(int file, const std::string& path, const char* part, std::string_view text) {
  const bool written = write_all(file, text);
  const int trouble = errno;
  if (close(file) == 0 && written) return;
  if (!written) errno = trouble;
  give_up(path, part);
}

}  // namespace

void refuse_existing(const std::string& path) {
  std::error_code ignored;  // a folder that cannot be entered shows when the file is written
  if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
    throw StartupError{fmt::format("{} is there already; it was not touched", path)};
}

void write_new_file(const std::string& path, std::string_view text) {
  refuse_existing(path);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) give_up(path, nullptr);
  fill(file, path, path.c_str(), text);
}

// A file of its own in the same folder, which takes the place of the old one in one step.
void replace_file(const std::string& path, std::string_view text) {
  struct stat old{};
  if (stat(path.c_str(), &old) != 0) give_up(path, nullptr);
  std::string part = path + ".XXXXXX";
  const int file = mkstemp(part.data());
  if (file < 0) give_up(path, nullptr);
  if (fchmod(file, old.st_mode & 07777) != 0) {
    close(file);
    give_up(path, part.c_str());
  }
  fill(file, path, part.c_str(), text);
  if (rename(part.c_str(), path.c_str()) != 0) give_up(path, part.c_str());
}

void write_file(const std::string& path, std::string_view text) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!std::filesystem::exists(status)) return write_new_file(path, text);
  if (std::filesystem::is_regular_file(status)) return replace_file(path, text);
  const int device = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (device < 0) give_up(path, nullptr);
  fill(device, path, nullptr, text);
}

}  // namespace tocsin::cli
