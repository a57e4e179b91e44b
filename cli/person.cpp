#include "cli/person.hpp"

#include "base/printable.hpp"
#include "base/result.hpp"

#include <fmt/format.h>
#include <pwd.h>

#include <cstdlib>
#include <unistd.h>

namespace tocsin::cli {
namespace {

std::string name_or(const char* variable, std::string otherwise) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0' ? value : std::move(otherwise);
}

}  // namespace

std::optional<Instant> when(std::string_view option, const std::string& text, Instant now) {
  if (text.empty()) return std::nullopt;
  if (const auto ago = parse_duration(text)) return now - *ago;
  if (const auto time = parse_time(text)) return time;
  if (const auto day = parse_time(text + "T00:00:00Z")) return day;
  throw StartupError{
      fmt::format("{}: expected a time such as `2026-03-02T09:00Z`, a day such as `2026-03-02`, or "
                  "how long ago "
                  "such as `7d`, found `{}`",
                  option, printable(text))};
}

std::string person(const std::string& by) {
  if (!by.empty()) return by;
  const passwd* user = getpwuid(geteuid());
  return name_or("TOCSIN_USER", name_or("USER", user != nullptr ? user->pw_name : ""));
}

}  // namespace tocsin::cli
