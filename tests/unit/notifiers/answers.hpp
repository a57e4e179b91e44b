// A receiver's answer and how it is to be read: the rows of the tables in the contracts.
#pragma once

#include "net/http.hpp"
#include "notifiers/notifier.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::notifiers {

inline constexpr auto kDelivered = Delivery::delivered;
inline constexpr auto kRetry = Delivery::retry;
inline constexpr auto kRejected = Delivery::rejected;

enum class Setup { fine, broken };

struct Answer {
  std::string_view why;
  int status;
  std::string body;
  std::string retry_after;  // the header; empty: none
  Delivery want;
  std::optional<Duration> wait{};
  Setup setup = Setup::fine;
};

inline net::HttpReply reply_of(const Answer& answer) {
  net::HttpReply reply{.status = answer.status, .body = answer.body};
  if (!answer.retry_after.empty()) reply.headers.push_back({"Retry-After", answer.retry_after});
  return reply;
}

inline void check(const Receipt& receipt, const Answer& answer) {
  CHECK(to_text(receipt.delivery) == to_text(answer.want));
  CHECK(receipt.status == answer.status);
  CHECK(receipt.retry_after == answer.wait);
  CHECK(receipt.setup_broken == (answer.setup == Setup::broken));
}

}  // namespace tocsin::notifiers
