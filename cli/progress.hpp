// One line on a terminal that is written over while a command takes longer than a second.
#pragma once

#include "cli/commands.hpp"

#include <chrono>
#include <ostream>
#include <string_view>

namespace tocsin::cli {

class Progress {
 public:
  explicit Progress(Invocation& invocation) : invocation_(invocation) {}
  ~Progress() {
    if (is_shown_) invocation_.err << "\r\033[K" << std::flush;
  }

  // Whether the line is due; ask before making its text.
  bool is_due() const {
    return invocation_.err_is_terminal && std::chrono::steady_clock::now() >= next_;
  }
  void show(std::string_view text) {
    next_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
    is_shown_ = true;
    invocation_.err << "\r\033[K" << text << std::flush;
  }

 private:
  Invocation& invocation_;
  std::chrono::steady_clock::time_point next_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(1);
  bool is_shown_ = false;
};

}  // namespace tocsin::cli
