#include "lsp/disk.hpp"

#include "dsl/rule_files.hpp"

#include <filesystem>
#include <system_error>

namespace tocsin::lsp {
namespace {

namespace fs = std::filesystem;

std::string canonical(const std::string& path) {
  std::error_code error;
  const auto whole = fs::weakly_canonical(path, error);
  return error ? path : whole.string();
}

std::optional<std::string> marked(const std::string& folder) {
  try {
    if (const auto found = dsl::marked_folder(folder)) return found->string();
  } catch (const fs::filesystem_error&) {  // a folder above that may not be read
  }
  return std::nullopt;
}

std::vector<std::string> rule_files(const std::string& folder) {
  std::vector<std::string> paths;
  try {
    if (const auto files = dsl::rule_files({folder}))
      for (const auto& file : *files) paths.push_back(file.string());
  } catch (const fs::filesystem_error&) {  // it went while it was read
  }
  return paths;
}

std::optional<std::string> read(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  auto text = dsl::read_rule_file(path);
  return text ? std::optional(std::move(*text)) : std::nullopt;
}

}  // namespace

Disk real_disk() {
  return {.canonical = canonical, .marked = marked, .rule_files = rule_files, .read = read};
}

}  // namespace tocsin::lsp
