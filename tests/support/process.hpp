// Starts another program for one test, reads what it prints, and ends it with the test.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tocsin::test {

// Standard output is a pipe to us, standard input is empty, standard error is that of the test. The
// program is killed when the object goes, and also when the test itself dies.
class ChildProcess {
 public:
  // `argv[0]` is a path. A program that cannot be started shows by ending without a line.
  explicit ChildProcess(const std::vector<std::string>& argv);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The next line without its end; nothing when the program ended or said nothing for so long.
  std::optional<std::string> read_line(
      std::chrono::milliseconds patience = std::chrono::seconds(20));

  // The N of its next line, "port N", as the stubs in tests/counterparts print it. Reports skip()
  // and returns nothing when the program ends with 77, because it lacks a package; fails the test
  // when it ends otherwise.
  std::optional<int> read_port();

  // Waits until it ends.
  int exit_code();

 private:
  bool fill(std::chrono::milliseconds patience);

  pid_t pid_ = -1;
  int pipe_ = -1;
  std::string unread_;
};

}  // namespace tocsin::test
