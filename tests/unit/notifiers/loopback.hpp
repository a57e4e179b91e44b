// Notifiers that talk to a stub of tests/counterparts.
#pragma once

#include "tests/support/counterpart.hpp"
#include "tests/unit/notifiers/sample.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tocsin::notifiers {

inline const nlohmann::json kNone = nlohmann::json::array();

inline std::string base_of(const test::Counterpart& stub) {
  return fmt::format("http://127.0.0.1:{}", stub.port());
}

inline std::unique_ptr<Notifier> made(const ChannelConfig& config, const Environment& environment) {
  auto notifier = make_notifier(config, environment);
  if (!notifier) FAIL(notifier.error().message);
  return std::move(*notifier);
}

// Whose `url` is a secret.
inline std::unique_ptr<Notifier> hooked_to(const test::Counterpart& stub, std::string kind,
                                           const std::string& path) {
  return made(channel(std::move(kind), {from_variable("url", "HOOK")}),
              environment_of({{"HOOK", base_of(stub) + path}}));
}

inline Message of_kind(Message::Kind kind) {
  auto message = sample_message();
  message.kind = kind;
  message.step = kind == Message::Kind::beginning ? 0 : 1;
  return message;
}

}  // namespace tocsin::notifiers
