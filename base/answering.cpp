#include "base/answering.hpp"

namespace tocsin {

std::string acknowledge_command(const Message& message) {
  using Kind = Message::Kind;
  const bool is_open = message.kind == Kind::beginning || message.kind == Kind::update ||
                       message.kind == Kind::repeat;
  return is_open && !message.incident.empty() ? "tocsin incidents ack " + message.incident : "";
}

}  // namespace tocsin
