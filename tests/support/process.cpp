#include "tests/support/process.hpp"

#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tocsin::test {
namespace {

constexpr int kCannotStart = 127;
constexpr int kLacksPackage = 77;

// In the child, between fork and exec.
[[noreturn]] void become(const std::vector<char*>& argv, int output, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kCannotStart);  // it died before the line above
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  execv(argv.front(), argv.data());
  _exit(kCannotStart);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& argv) {
  std::vector<char*> pointers;
  for (const auto& argument : argv) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe for a child process");
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) become(pointers, ends[1], parent);
  close(ends[1]);
  pipe_ = ends[0];
}

ChildProcess::~ChildProcess() {
  close(pipe_);
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  wait_for(pid_);
}

bool ChildProcess::fill(std::chrono::milliseconds patience) {
  pollfd waiting{.fd = pipe_, .events = POLLIN};
  if (poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
  std::array<char, 4096> bytes{};
  const auto size = read(pipe_, bytes.data(), bytes.size());
  if (size <= 0) return false;
  unread_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

std::optional<std::string> ChildProcess::read_line(std::chrono::milliseconds patience) {
  while (unread_.find('\n') == std::string::npos) {
    if (!fill(patience)) return std::nullopt;
  }
  const auto end = unread_.find('\n');
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

std::optional<int> ChildProcess::read_port() {
  constexpr std::string_view kWord = "port ";
  const auto line = read_line();
  if (line && line->starts_with(kWord)) return std::stoi(line->substr(kWord.size()));
  if (!line && exit_code() == kLacksPackage) {
    skip(
        "a package for the other side of this test is missing: script/bootstrap --test installs "
        "it");
    return std::nullopt;
  }
  FAIL("the other side of this test did not start");
  return std::nullopt;
}

int ChildProcess::exit_code() {
  if (pid_ <= 0) return kCannotStart;
  const int code = wait_for(pid_);
  pid_ = -1;
  return code;
}

}  // namespace tocsin::test
