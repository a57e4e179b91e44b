#include "cli/rewrite.hpp"

#include "base/result.hpp"
#include "cli/unified_diff.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <ostream>
#include <sys/stat.h>
#include <unistd.h>

namespace tocsin::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void give_up(const fs::path& path, const fs::path& part) {
  const std::string reason = std::strerror(errno);
  unlink(part.c_str());
  throw StartupError{fmt::format("{}: cannot be written: {}", shown_path(path), reason)};
}

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

void add_rewrite_options(CLI::App& command, RewriteArgs& args) {
  command.add_flag("--check", args.check, "Write nothing; exit with 1 when something would change");
  command.add_flag("--diff", args.diff, "Write nothing; show what would change");
}

std::string shown_path(const fs::path& path) {
  const auto shown = path.lexically_proximate(fs::current_path()).generic_string();
  return shown.starts_with("../") ? path.generic_string() : shown;
}

// A file of its own in the same folder, which takes the place of the old one in one step.
void replace_file(const fs::path& path, std::string_view text) {
  std::string part = path.string() + ".XXXXXX";
  struct stat old{};
  if (stat(path.c_str(), &old) != 0) give_up(path, part);
  const int file = mkstemp(part.data());
  if (file < 0) give_up(path, part);
  const bool written = write_all(file, text) && fchmod(file, old.st_mode & 07777) == 0;
  if ((close(file) != 0) | !written) give_up(path, part);
  if (rename(part.c_str(), path.c_str()) != 0) give_up(path, part);
}

void rewrite(const fs::path& path, std::string_view before, std::string_view after,
             const RewriteArgs& args, Verb verb, Invocation& invocation) {
  if (before == after) return;
  if (args.check) invocation.exit_code = kErrors;
  const auto name = shown_path(path);
  const auto colour = invocation.colour ? dsl::Colour::yes : dsl::Colour::no;
  if (args.diff) {
    invocation.out << unified_diff(before, after, name, colour);
  } else if (args.check) {
    invocation.out << fmt::format("would {} {}\n", verb.infinitive, name);
  } else {
    replace_file(path, after);
    invocation.out << fmt::format("{} {}\n", verb.past, name);
  }
}

}  // namespace tocsin::cli
