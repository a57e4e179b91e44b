#include "base/answering.hpp"

#include "base/printable.hpp"

#include <algorithm>

namespace tocsin {
namespace {

bool is_open(const Message& message) {
  using Kind = Message::Kind;
  return message.kind == Kind::beginning || message.kind == Kind::update ||
         message.kind == Kind::repeat;
}

bool is_plain(char c) {
  constexpr std::string_view kAlso = "_-./:=";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kAlso.find(c) != std::string_view::npos;
}

// Whether single quotes hold it, also where a receiver shows it in a form of its own.
bool is_quotable(const std::string& text) {
  return printable(text) == text && text.find_first_of("'`\\") == std::string::npos;
}

std::string quoted(const std::string& text) {
  return std::ranges::all_of(text, is_plain) ? text : "'" + text + "'";
}

}  // namespace

std::string acknowledge_command(const Message& message) {
  return is_open(message) && !message.incident.empty() ? "tocsin incidents ack " + message.incident
                                                       : "";
}

std::string silence_command(const Message& message) {
  if (!is_open(message) || message.alerts.empty()) return {};
  constexpr std::size_t kLongest = 250;  // what receivers would cut
  const auto& [package, model, monitor, segment] = message.alerts.front().alert;
  std::string out =
      "tocsin silence add " + (package.empty() ? "" : package + ".") + model + "." + monitor;
  if (message.alerts.size() == 1) {
    for (const auto& [field, value] : message.alerts.front().labels) {
      if (!is_quotable(field + value)) return {};
      out += " --where " + quoted(field + "=" + value);
    }
  }
  return out.size() <= kLongest ? out + " --for 2h --because \"...\"" : "";
}

}  // namespace tocsin
