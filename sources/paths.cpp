#include "sources/paths.hpp"

#include <algorithm>
#include <filesystem>

namespace tocsin::sources {
namespace fs = std::filesystem;
namespace {

// Greedy from the left: what the last `*` took is lengthened when the rest does not match.
bool matches(std::string_view name, std::string_view pattern) {
  std::size_t n = 0, p = 0, star = pattern.npos, taken = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p, ++n;
    } else if (star != pattern.npos) {
      p = star + 1;
      n = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == pattern.npos;
}

std::string file_kinds() {
  std::string out;
  for (const auto* kind : kinds()) {
    if (kind->open != nullptr) out += (out.empty() ? "" : ", ") + std::string(kind->def.name);
  }
  return out;
}

bool has_ending(std::string_view path, const SourceKind& kind) {
  if (path.ends_with(".gz")) path.remove_suffix(3);
  return std::ranges::any_of(kind.endings, [&](std::string_view e) { return path.ends_with(e); });
}

}  // namespace

Result<std::vector<std::string>> expand(const std::string& path) {
  if (path.find('*') == std::string::npos) return std::vector{path};
  const fs::path pattern(path);
  const std::string name = pattern.filename().string();
  const fs::path folder = pattern.parent_path();
  if (folder.string().find('*') != std::string::npos) {
    return fail("{}: `*` may stand in the name of a file only, not of a folder", path);
  }
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string found = at->path().filename().string();
    if (matches(found, name) && !at->is_directory()) files.push_back((folder / found).string());
  }
  if (error) return fail("{}: {}", folder.string(), error.message());
  if (files.empty()) return fail("{}: no file matches", path);
  std::ranges::sort(files);
  return files;
}

Result<const SourceKind*> kind_of(const Location& location) {
  for (const auto* kind : kinds()) {
    const bool meant = location.kind.empty()
                           ? kind->open != nullptr && has_ending(location.path, *kind)
                           : kind->def.name == location.kind;
    if (!meant) continue;
    if (kind->open != nullptr) return kind;
    return fail("{}: rows of `{}` are pushed, not read from a file", location.path, location.kind);
  }
  if (!location.kind.empty()) {
    return fail("{}: source kind `{}` is unknown; known: {}", location.path, location.kind,
                file_kinds());
  }
  return fail(
      "{}: its ending tells no kind of source; .csv, .csv.gz, .jsonl or .jsonl.gz would have "
      "worked",
      location.path);
}

}  // namespace tocsin::sources
