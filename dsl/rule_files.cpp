#include "dsl/rule_files.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace tocsin::dsl {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".tocsin";

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

// `whole`: the way to the file without links, unless it is one itself. A link that leads nowhere
// stands for itself: reading it fails.
void add_file(const fs::directory_entry& entry, fs::path whole, std::set<fs::path>& files) {
  std::error_code error;
  const bool is_file = entry.is_regular_file(error);
  if (!error && !is_file) return;
  if (!error && entry.is_symlink(error)) whole = fs::weakly_canonical(entry.path(), error);
  files.insert(std::move(whole));
}

// The files of one folder and of those below it; hidden ones are left out.
Result<void> add_folder(const fs::path& folder, std::set<fs::path>& files) {
  std::error_code error;
  const auto whole = fs::weakly_canonical(folder, error);
  auto at = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied,
                                             error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (is_hidden(at->path()))
      at.disable_recursion_pending();
    else if (at->path().extension() == kExtension)
      add_file(*at, whole / at->path().lexically_relative(folder), files);
  }
  if (error) return fail("{}: {}", folder.string(), error.message());
  return {};
}

}  // namespace

Result<std::vector<fs::path>> rule_files(const std::vector<fs::path>& paths) {
  std::set<fs::path> files, folders;
  for (const auto& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      if (!folders.insert(fs::weakly_canonical(path, error)).second) continue;
      if (auto added = add_folder(path, files); !added)
        return tl::unexpected(std::move(added.error()));
    } else if (fs::is_regular_file(path, error)) {
      files.insert(fs::weakly_canonical(path));
    } else {
      const bool is_absent = !error || error == std::errc::no_such_file_or_directory;
      return fail("{}: {}", path.string(), is_absent ? "no such file or folder" : error.message());
    }
  }
  if (files.empty())
    return fail("no `{}` file in {}", kExtension, paths.empty() ? "." : paths.front().string());
  return std::vector<fs::path>(files.begin(), files.end());
}

fs::path folder_of(const fs::path& path) {
  std::error_code error;
  auto whole = fs::weakly_canonical(path, error);
  if (error) whole = fs::absolute(path);  // a link onto itself: whoever reads it says so
  return fs::is_directory(whole, error) ? whole : whole.parent_path();
}

std::optional<fs::path> marked_folder(const fs::path& start) {
  for (auto folder = start;; folder = folder.parent_path()) {
    if (fs::exists(folder / kSettingsFile)) return folder;
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

Result<std::string> read_rule_file(const fs::path& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text;
  std::array<char, 1 << 16> piece{};
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0)
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  if (!in.eof()) return fail("cannot be read: {}", std::strerror(errno));
  return text;
}

}  // namespace tocsin::dsl
