// What the service says about itself while it runs: a line an event, for people or for programs.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin::server {

enum class LogForm { text, json };

// From any thread: each line is handed over whole.
class Log {
 public:
  using Write = std::function<void(const std::string& line)>;  // with its line end
  using Facts = std::initializer_list<std::pair<std::string_view, std::string>>;

  Log(LogForm form, Write write) : form_(form), write_(std::move(write)) {}

  void info(std::string_view event, Facts facts = {}) const { say("info", event, facts); }
  void warn(std::string_view event, Facts facts = {}) const { say("warn", event, facts); }

 private:
  void say(std::string_view level, std::string_view event, Facts facts) const;

  const LogForm form_;
  const Write write_;
};

}  // namespace tocsin::server
