// What the language server asks of the file system. Tests and the fuzzer give it files of their
// own.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin::lsp {

struct Disk {
  // An absolute path without links, also of a file that is not there.
  std::function<std::string(const std::string& path)> canonical;
  // The nearest folder at or above `folder` that holds `tocsin.toml`.
  std::function<std::optional<std::string>(const std::string& folder)> marked;
  // The rule files in a folder and below it, as canonical paths; none when it cannot be read.
  std::function<std::vector<std::string>(const std::string& folder)> rule_files;
  // Nothing when there is no such file.
  std::function<std::optional<std::string>(const std::string& path)> read;
};

Disk real_disk();

}  // namespace tocsin::lsp
