// Reads rule files out of the history of a git repository, without touching its work tree.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace tocsin::cli {

// A folder of our own, gone with the object.
class ScratchFolder {
 public:
  ScratchFolder();  // throws StartupError
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Puts the `*.tocsin` and `tocsin.toml` files of a revision into `into` and returns where the
// folder or file `rules`, a path of today's work tree, is there. Only regular files are taken, byte
// for byte as they are in the history: no filter and no hook runs, no link is followed. An error
// when `git` or the repository is not there, the revision is unknown or begins with `-`, or it has
// no such rules.
Result<std::filesystem::path> rules_at(const std::string& revision,
                                       const std::filesystem::path& rules,
                                       const std::filesystem::path& into);

// The bytes of a file in a revision of the repository of `rules`; `path` begins at its top. Nothing
// where the revision has no such file.
std::optional<std::string> file_at(const std::string& revision, const std::filesystem::path& rules,
                                   const std::filesystem::path& path);

// The commit that is checked out where these rules lie; nothing where no repository is.
std::optional<std::string> checked_out(const std::filesystem::path& rules);

}  // namespace tocsin::cli
