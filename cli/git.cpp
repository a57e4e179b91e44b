#include "cli/git.hpp"

#include "base/printable.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ;

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

// The three streams of a program, as files: none of them can block another.
class Streams {
 public:
  explicit Streams(const fs::path& folder)
      : in_(folder / "in"), out_(folder / "out"), err_(folder / "err") {
    posix_spawn_file_actions_init(&actions_);
    constexpr int kNew = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, in_.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, out_.c_str(), kNew, 0600);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, err_.c_str(), kNew, 0600);
  }
  ~Streams() { posix_spawn_file_actions_destroy(&actions_); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  void write_input(std::string_view text) const { std::ofstream(in_, std::ios::binary) << text; }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  std::string output() const { return content_of(out_); }
  std::string errors() const { return content_of(err_); }

 private:
  fs::path in_, out_, err_;
  posix_spawn_file_actions_t actions_{};
};

int exit_code_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// What `git -C folder ARGUMENTS` prints. No shell reads any of it.
Result<std::string> git(const fs::path& folder, std::vector<std::string> arguments,
                        std::string_view input = {}) {
  const ScratchFolder scratch;
  const Streams streams(scratch.path());
  streams.write_input(input);
  arguments.insert(arguments.begin(), {"git", "--no-pager", "-C", folder.string()});
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, "git", streams.actions(), nullptr, argv.data(), environ);
  if (failed != 0) return fail("git cannot be started: {}", std::strerror(failed));
  if (exit_code_of(child) != 0)
    return fail("git {}: {}", arguments[4], first_line(streams.errors()));
  return streams.output();
}

// A regular file of a tree.
struct Entry {
  std::string object, path;
};

bool is_rule_file(const fs::path& path) {
  return path.extension() == ".tocsin" || path.filename() == "tocsin.toml";
}

bool stays_inside(const fs::path& path) {
  if (path.is_absolute()) return false;
  for (const auto& part : path)
    if (part == "..") return false;
  return true;
}

// Of `git ls-tree -z`: "100644 blob OBJECT\tPATH\0".
std::vector<Entry> entries_of(std::string_view listing) {
  std::vector<Entry> entries;
  while (!listing.empty()) {
    const auto row = listing.substr(0, listing.find('\0'));
    listing.remove_prefix(std::min(row.size() + 1, listing.size()));
    const auto tab = row.find('\t');
    if (!row.starts_with("100") || tab == std::string_view::npos) continue;
    const auto object = row.substr(0, tab).substr(row.substr(0, tab).rfind(' ') + 1);
    const std::string path(row.substr(tab + 1));
    if (is_rule_file(path) && stays_inside(path)) entries.push_back({std::string(object), path});
  }
  return entries;
}

// Of `git cat-file --batch`: "OBJECT blob SIZE\nBYTES\n"; what is left over goes on.
Result<std::string_view> take_blob(std::string_view& bytes) {
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) return fail("git cat-file: the answer ends too soon");
  const auto head = bytes.substr(0, end);
  const auto number = head.substr(head.rfind(' ') + 1);
  std::size_t size = 0;
  const auto [at, error] = std::from_chars(number.data(), number.data() + number.size(), size);
  if (error != std::errc() || at != number.data() + number.size() || bytes.size() - end - 1 < size)
    return fail("git cat-file: {}", printable(head));
  const auto blob = bytes.substr(end + 1, size);
  bytes.remove_prefix(std::min(end + 1 + size + 1, bytes.size()));
  return blob;
}

Result<void> write_files(const fs::path& repository, const std::vector<Entry>& entries,
                         const fs::path& into) {
  std::string wanted;
  for (const auto& entry : entries) wanted += entry.object + "\n";
  const auto blobs = git(repository, {"cat-file", "--batch"}, wanted);
  if (!blobs) return tl::unexpected(blobs.error());
  std::string_view rest = *blobs;
  for (const auto& entry : entries) {
    const auto blob = take_blob(rest);
    if (!blob) return tl::unexpected(blob.error());
    const auto file = into / entry.path;
    fs::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out << *blob;
    if (!out.flush()) return fail("{}: cannot be written", file.string());
  }
  return {};
}

// The deepest folder of the path that is there today: rules may be gone since.
fs::path existing_folder(fs::path path) {
  while (!fs::is_directory(path) && path.has_relative_path()) path = path.parent_path();
  return path;
}

Result<std::string> commit_of(const std::string& revision, const fs::path& repository) {
  if (revision.empty() || revision.starts_with('-'))
    return fail("`{}` is no git revision: a branch, a tag or a commit is", printable(revision));
  auto commit = git(repository, {"rev-parse", "--verify", "--quiet", revision + "^{commit}"});
  if (!commit)
    return fail("git knows no revision `{}` in {}", printable(revision), repository.string());
  return first_line(*commit);
}

}  // namespace

ScratchFolder::ScratchFolder() {
  auto name = (fs::temp_directory_path() / "tocsin-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    throw StartupError{fmt::format("{}: cannot be made: {}", name, std::strerror(errno))};
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Result<fs::path> rules_at(const std::string& revision, const fs::path& rules,
                          const fs::path& into) {
  const auto wanted = fs::weakly_canonical(fs::absolute(rules));
  const auto top = git(existing_folder(wanted), {"rev-parse", "--show-toplevel"});
  if (!top) return tl::unexpected(top.error());
  const fs::path repository = first_line(*top);
  const auto commit = commit_of(revision, repository);
  if (!commit) return tl::unexpected(commit.error());
  const auto listing = git(repository, {"ls-tree", "-r", "-z", "--full-tree", *commit});
  if (!listing) return tl::unexpected(listing.error());
  if (auto written = write_files(repository, entries_of(*listing), into); !written)
    return tl::unexpected(written.error());
  const auto relative = wanted.lexically_relative(fs::weakly_canonical(repository));
  const auto found = (into / relative).lexically_normal();
  if (relative.empty() || *relative.begin() == ".." || !fs::exists(found))
    return fail("revision `{}` has no rules in {}", printable(revision), relative.generic_string());
  return found;
}

std::optional<std::string> file_at(const std::string& revision, const fs::path& rules,
                                   const fs::path& path) {
  if (!stays_inside(path)) return std::nullopt;
  const auto folder = existing_folder(fs::weakly_canonical(fs::absolute(rules)));
  const auto commit = commit_of(revision, folder);
  if (!commit) return std::nullopt;
  auto bytes = git(folder, {"cat-file", "blob", *commit + ":" + path.generic_string()});
  return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
}

std::optional<std::string> checked_out(const fs::path& rules) {
  auto commit = commit_of("HEAD", existing_folder(fs::weakly_canonical(fs::absolute(rules))));
  return commit ? std::optional(std::move(*commit)) : std::nullopt;
}

}  // namespace tocsin::cli
