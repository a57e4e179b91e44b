#include "notifiers/look.hpp"

namespace tocsin::notifiers {

std::string_view colour(const Message& message) {
  if (message.kind == Message::Kind::end) return "#2e8b57";
  if (message.severity >= message.severity_count - 1) return "#d00000";
  return message.severity <= 0 ? "#3b7dd8" : "#e69f00";
}

}  // namespace tocsin::notifiers
