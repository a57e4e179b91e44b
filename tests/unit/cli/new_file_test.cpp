// Files that commands write are there whole or not at all.
#include "cli/new_file.hpp"

#include "base/result.hpp"
#include "tests/support/files.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <filesystem>
#include <sys/resource.h>

namespace tocsin::cli {
namespace {

// As a full disk: no file of this process may have more than ten bytes.
class FullDisk {
 public:
  FullDisk() : ignored_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit little{10, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &little);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, ignored_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  void (*ignored_)(int);
  rlimit before_{};
};

template <typename Write>
std::string trouble(Write write) {
  const FullDisk full;
  try {
    write();
  } catch (const StartupError& error) {
    return error.message;
  }
  return "";
}

}  // namespace

TEST_CASE("a full disk leaves nothing half behind", "[cli]") {
  const test::TempDir dir;
  const auto file = (dir / "new").string();
  const std::string text(100, 'x');
  const auto said = trouble([&] { write_new_file(file, text); });
  CHECK(said == file + ": cannot be written: File too large");
  CHECK_FALSE(std::filesystem::exists(file));

  const auto old = dir.write("old", "it was here\n").string();
  CHECK(trouble([&] { write_file(old, text); }).find("old: cannot be written") !=
        std::string::npos);
  CHECK(test::content_of(old) == "it was here\n");
  CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 1);
}

TEST_CASE("a file takes the place of an older one, or of none, or goes to a device", "[cli]") {
  const test::TempDir dir;
  const auto file = (dir / "x").string();
  write_file(file, "one");
  CHECK(test::content_of(file) == "one");
  write_file(file, "two");
  CHECK(test::content_of(file) == "two");
  write_file("/dev/null", "three");
  CHECK_THROWS_AS(write_new_file(file, "four"), StartupError);
  CHECK(test::content_of(file) == "two");
}

}  // namespace tocsin::cli
