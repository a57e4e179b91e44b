#include "server/log.hpp"

#include "base/printable.hpp"
#include "base/time.hpp"

#include <nlohmann/json.hpp>

namespace tocsin::server {
namespace {

std::string now_text() {
  return format_utc(
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

std::string as_text(std::string_view level, std::string_view event, Log::Facts facts) {
  std::string line = now_text() + ' ' + std::string(level) + ": " + std::string(event);
  for (const auto& [name, value] : facts) {
    line += ' ';
    line += name;
    line += '=';
    const bool is_plain = !value.empty() && value.find_first_of(" \"=\n") == std::string::npos;
    line += is_plain ? printable(value) : '"' + printable(value) + '"';
  }
  return line + '\n';
}

std::string as_json(std::string_view level, std::string_view event, Log::Facts facts) {
  nlohmann::ordered_json line{{"at", now_text()}, {"level", level}, {"event", event}};
  for (const auto& [name, value] : facts) line[std::string(name)] = value;
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace

void Log::say(std::string_view level, std::string_view event, Facts facts) const {
  write_(form_ == LogForm::json ? as_json(level, event, facts) : as_text(level, event, facts));
}

}  // namespace tocsin::server
