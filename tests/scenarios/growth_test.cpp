// What it costs to check rules grows with their size, whatever constructs they are made of.
#include "tests/scenarios/program.hpp"
#include "tests/support/data_dir.hpp"
#include "tests/support/files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tocsin::test {
namespace {

namespace fs = std::filesystem;

struct Cost {
  int code = -1;
  double seconds = 0;    // of the processor
  double mebibytes = 0;  // at the most
};

Cost cost_of(const std::string& verb, const std::string& option, const fs::path& rules) {
  const auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
    dup2(STDOUT_FILENO, STDERR_FILENO);
    execl(tocsin_binary().c_str(), "tocsin", verb.c_str(), option.c_str(), rules.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  rusage used{};
  REQUIRE(wait4(child, &status, 0, &used) == child);
  const auto seconds = [](timeval time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          seconds(used.ru_utime) + seconds(used.ru_stime),
          static_cast<double>(used.ru_maxrss) / 1024};
}

// The quickest of three, since others use the machine too.
Cost quickest(const std::string& verb, const std::string& option, const fs::path& rules) {
  Cost best = cost_of(verb, option, rules);
  for (int again = 0; again < 2; ++again)
    best.seconds = std::min(best.seconds, cost_of(verb, option, rules).seconds);
  return best;
}

void replace_all(std::string& text, const std::string& found, const std::string& by) {
  for (auto at = text.find(found); at != std::string::npos; at = text.find(found, at + by.size()))
    text.replace(at, found.size(), by);
}

// The rules that use every construct, as the packages of so many folders.
void write_copies(const TempDir& dir, int count) {
  const auto folder = source_dir() / "tests/language";
  dir.write("tocsin.toml", content_of(folder / "tocsin.toml"));
  for (int copy = 0; copy < count; ++copy)
    for (const auto& path : files_below("tests/language", ".tocsin")) {
      const auto package = "p" + std::to_string(copy) + "/";
      auto text = content_of(path);
      replace_all(text, "use \"", "use \"" + package);
      if (copy > 0) replace_all(text, "\nincident ", "\n# incident ");
      dir.write(package + path.lexically_relative(folder).string(), text);
    }
  for (const auto& path : files_below("tests/language/refs", ".csv"))
    dir.write(path.lexically_relative(folder).string(), content_of(path));
}

// All of them in one file, again and again.
std::string one_file(std::size_t size) {
  std::string once;
  for (const auto& path : files_below("tests/language", ".tocsin")) {
    auto text = content_of(path);
    replace_all(text, "tocsin 1\n", "");
    once += text;
  }
  std::string text = "tocsin 1\n";
  while (text.size() + once.size() < size) text += once;
  return text;
}

void check_growth(const Cost& one, const Cost& two) {
  CAPTURE(one.seconds, two.seconds, one.mebibytes, two.mebibytes);
  CHECK(one.code == two.code);
  CHECK(two.seconds < 3 * one.seconds);
  CHECK(two.mebibytes < 3 * one.mebibytes);
}

}  // namespace

TEST_CASE("twice the rules cost about twice as much to check", "[scenario][growth]") {
  const TempDir one, two;
  write_copies(one, 16);
  write_copies(two, 32);  // four mebibytes
  const auto cost = cost_of("check", "--format=brief", one.path());
  CHECK(cost.code == 0);
  check_growth(cost, cost_of("check", "--format=brief", two.path()));
}

TEST_CASE("twice the size of a file costs about twice as much to lay out", "[scenario][growth]") {
  constexpr std::size_t kMebibyte = std::size_t{1} << 20;
  const TempDir one, two;
  one.write("a.tocsin", one_file(2 * kMebibyte));
  two.write("a.tocsin", one_file(4 * kMebibyte));
  check_growth(quickest("fmt", "--check", one.path()), quickest("fmt", "--check", two.path()));
}

}  // namespace tocsin::test
