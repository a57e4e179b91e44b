#include "notifiers/outbox_policy.hpp"

#include "base/check.hpp"
#include "base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::notifiers {

Duration wait_after(const RetryPolicy& policy, std::string_view key, std::size_t attempt,
                    const Receipt& receipt) {
  TOCSIN_CHECK(attempt > 0 && !policy.waits.empty(), "an attempt was made, and waits are known");
  const auto hash = hash128(fmt::format("{}#{}", key, attempt));
  const auto permille = 800 + static_cast<std::int64_t>(hash.low % 401);
  const Duration base = policy.waits[std::min(attempt, policy.waits.size()) - 1];
  return std::max(base / 1000 * permille, receipt.retry_after.value_or(Duration{0}));
}

Receipt without_answer(const Error& error) {
  return {.delivery = error.retry == Retry::later ? Delivery::retry : Delivery::rejected,
          .detail = error.message};
}

std::string answer_of(const Receipt& receipt) {
  if (receipt.status == 0) return receipt.detail;
  return receipt.detail.empty() ? fmt::format("{}", receipt.status)
                                : fmt::format("{} {}", receipt.status, receipt.detail);
}

}  // namespace tocsin::notifiers
